package dev.potoroo.postgres.source.wal.snapshot;

import dev.potoroo.connector.RetryableException;
import dev.potoroo.connector.source.SourceOutput;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.source.wal.change.Change;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import java.sql.SQLException;
import java.util.Optional;
import org.postgresql.replication.LogSequenceNumber;

/**
 * The rows that were there before, sent ahead of the log: the ids of a stream count them from 1,
 * and the first change of the log goes on from the last. Connector thread only.
 */
public interface Snapshot extends AutoCloseable {

  /** In this session the stream goes on with what comes after the point. */
  void resume(StreamId stream, PointOfReference point)
      throws SQLException, RetryableException, RefusedByPostgresException;

  /** Whether there is a row left to send in this session. While so, the log is not read. */
  boolean isPending();

  /**
   * Sends rows while there is room.
   *
   * @return whether anything was sent
   */
  boolean send(SourceOutput output)
      throws SQLException, RetryableException, RefusedByPostgresException;

  /** Called after the position store has the point: what is kept for a replay up to it may go. */
  void acknowledged(StreamId stream, PointOfReference point) throws SQLException;

  /**
   * The id of the stream's last row, 0 where it has none.
   *
   * @throws IllegalStateException while rows of it are still to be read for the first time
   */
  long lastId(StreamId stream);

  /**
   * What is to be sent of a change of the log: most often itself. Nothing when the snapshot has
   * seen it, as when it was read anew after a crash; an insertion or a deletion in place of an
   * update that led into what was seen, or out of it. The same at every replay.
   *
   * @param commitLsn of the change's transaction
   */
  Optional<Change> beyond(StreamId stream, Change change, LogSequenceNumber commitLsn)
      throws SQLException;

  @Override
  void close();
}
