package dev.potoroo.postgres.source.wal.position;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Keeps the {@link LogPosition} of one slot where a crash of anything leaves it: in the database,
 * or in a file. Called from the connector thread.
 */
public interface PositionStore extends AutoCloseable {

  /** Empty until the first {@link #save}, and after {@link #delete}. */
  Optional<LogPosition> load() throws SQLException, IOException;

  /**
   * Stores the position, all of it or nothing; durable when this returns. What is stored never goes
   * back: a base, an id or a point that is lower than the stored one of the same incarnation leaves
   * that as it is. Another incarnation replaces what is stored. A stream that is not named is
   * forgotten.
   */
  void save(LogPosition position) throws SQLException, IOException;

  /**
   * Records what is lost, beside the position; durable when this returns. A later record of a gap
   * of the same table, or of all, that begins at the same place takes the place of the earlier one.
   */
  void recordGap(LogGap gap) throws SQLException, IOException;

  /** What was lost since the store was made, the latest last. */
  List<LogGap> gaps() throws SQLException, IOException;

  /** Forgets position and gaps, as when the slot is dropped. Nothing stored is no error. */
  void delete() throws SQLException, IOException;

  /** Lets go of what this opened; a connection that it was given stays open. */
  @Override
  void close();
}
