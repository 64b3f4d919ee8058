package dev.potoroo.postgres.source.outbox;

import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.source.capture.CapturedTable;
import dev.potoroo.postgres.source.capture.SchemaObjects;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Sees whether somebody has switched a trigger off: rows would be missed, and nobody would know.
 */
final class EnabledTriggers {

  private EnabledTriggers() {}

  /**
   * @throws RefusedByPostgresException when one is off, with the SQL that switches it on
   */
  static void require(
      Connection connection, OutboxName names, CapturedTable table, StoredStream stream)
      throws SQLException, RefusedByPostgresException {
    List<String> remedy =
        SchemaObjects.triggers(
                connection, names.schema(), names.triggers(stream.incarnation()).suffix())
            .stream()
            .filter(trigger -> !trigger.enabled())
            .map(
                trigger ->
                    "ALTER TABLE %s ENABLE TRIGGER %s"
                        .formatted(table.name().quoted(), trigger.name().quoted()))
            .toList();
    if (!remedy.isEmpty()) {
      throw new RefusedByPostgresException(
          "table %s has its capture switched off: rows written now are missed"
              .formatted(table.name()),
          remedy);
    }
  }
}
