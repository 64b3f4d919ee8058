package dev.potoroo.postgres.source.wal.slot;

import dev.potoroo.connector.ConfigurationException;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.capture.CapturedTable;
import java.sql.Connection;
import java.sql.SQLException;

/** Sees whether the log captures a table that another mode is to capture too. */
public final class LogCaptureCheck {
  private final PublicationCatalog publications;

  /**
   * @param schema ours
   */
  public LogCaptureCheck(Connection connection, SqlName schema) {
    this.publications = new PublicationCatalog(connection, schema);
  }

  /**
   * @throws ConfigurationException when the table is in a publication of ours: each row would be
   *     sent twice
   */
  public void requireNotCaptured(CapturedTable table) throws SQLException {
    for (SqlName publication : publications.ours()) {
      if (publications.publishes(publication, table)) {
        throw new ConfigurationException(
            "--table: %s is captured from the log (publication %s), so each row would be sent twice; start the source with --mode wal, or take that away with \"postgres-source uninstall\""
                .formatted(table.name(), publication));
      }
    }
  }
}
