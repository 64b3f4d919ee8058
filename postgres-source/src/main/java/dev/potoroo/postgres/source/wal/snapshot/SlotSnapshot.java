package dev.potoroo.postgres.source.wal.snapshot;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.replication.LogSequenceNumber;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A slot as it was made, with the snapshot that it exported: what the snapshot sees is what was
 * committed before {@code consistentPoint}, and all else comes from the slot.
 *
 * <p>The snapshot can be imported ({@code SET TRANSACTION SNAPSHOT}) until this is closed; the
 * connection may do nothing else meanwhile.
 *
 * @param connection that made the slot, for replication
 * @param consistentPoint from where the slot streams
 * @param name of the snapshot, as PostgreSQL made it up
 */
public record SlotSnapshot(Connection connection, LogSequenceNumber consistentPoint, String name)
    implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SlotSnapshot.class);

  /** Ends the snapshot, and the slot too where it is a temporary one. */
  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.debug("closing a connection that is broken already", e);
    }
  }
}
