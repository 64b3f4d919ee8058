package dev.potoroo.postgres.source.wal.slot;

import dev.potoroo.postgres.connection.RefusedByPostgresException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Drops slots. The role needs the attribute REPLICATION. */
public final class SlotRemoval {

  private SlotRemoval() {}

  /**
   * Drops the slot; the server then frees the log that it kept for it.
   *
   * @return whether there was one
   * @throws RefusedByPostgresException when a session reads it, naming that
   */
  public static boolean drop(Connection connection, SlotName name)
      throws SQLException, RefusedByPostgresException {
    SlotCatalog catalog = new SlotCatalog(connection);
    Optional<SlotStatus> slot = catalog.find(name);
    if (slot.isEmpty()) {
      return false;
    }
    Integer pid = slot.get().activePid();
    if (pid != null) {
      throw new RefusedByPostgresException(
          "slot %s is being read (%s); stop that first"
              .formatted(
                  name,
                  catalog.holder(pid).map(SlotHolder::toString).orElse("server process " + pid)),
          List.of());
    }
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT pg_drop_replication_slot(?)")) {
      statement.setString(1, name.value());
      statement.execute();
    }
    return true;
  }
}
