package dev.potoroo.postgres.source.outbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Has one outbox vacuumed when enough of it was deleted to be worth the look at it. */
final class VacuumSchedule {
  /** Below it autovacuum comes in time. */
  static final long LEAST_DELETED = 64L << 20;

  /** Of the outbox: what is read to free a large one stays in proportion to what that frees. */
  private static final int LEAST_PART = 8;

  /** What a bundle takes besides its keys and payloads: header, columns, entries in two indexes. */
  private static final int BYTES_BESIDE = 128;

  private final Connection connection;
  private final OutboxVacuum vacuum;
  private final String outbox;

  /** Bytes that were deleted since it was vacuumed last. */
  private long deleted;

  /**
   * @param outbox its name, quoted
   */
  VacuumSchedule(Connection connection, OutboxVacuum vacuum, String outbox) {
    this.connection = connection;
    this.vacuum = vacuum;
    this.outbox = outbox;
  }

  /**
   * @param bytes of their payloads
   */
  void deleted(long bundles, long bytes) {
    deleted += bundles * BYTES_BESIDE + bytes;
  }

  void vacuumIfDue() throws SQLException {
    if (deleted >= LEAST_DELETED && deleted >= size() / LEAST_PART && vacuum.begin(outbox)) {
      deleted = 0;
    }
  }

  private long size() throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT pg_total_relation_size(?::regclass)")) {
      statement.setString(1, outbox);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }
}
