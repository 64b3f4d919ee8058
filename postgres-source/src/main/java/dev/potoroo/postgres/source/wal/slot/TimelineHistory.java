package dev.potoroo.postgres.source.wal.slot;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.postgresql.replication.LogSequenceNumber;

/**
 * From which timelines a server's own one has branched off, and where.
 *
 * @param branches for each ancestor the place in the log up to which it is shared
 */
record TimelineHistory(Map<Integer, LogSequenceNumber> branches) {

  TimelineHistory {
    branches = Map.copyOf(branches);
  }

  /** Where the server left that timeline; empty when it never was on it. */
  Optional<LogSequenceNumber> branchOf(int timeline) {
    return Optional.ofNullable(branches.get(timeline));
  }

  /**
   * Asks the server. Timeline 1 has no history.
   *
   * @param replication as {@link ReplicationConnection} opens it
   */
  static TimelineHistory of(Connection replication, int timeline) throws SQLException {
    if (timeline == 1) {
      return new TimelineHistory(Map.of());
    }
    try (Statement statement = replication.createStatement();
        ResultSet row = statement.executeQuery("TIMELINE_HISTORY " + timeline)) {
      row.next();
      return parse(new String(row.getBytes("content"), StandardCharsets.UTF_8));
    }
  }

  /** Reads a {@code .history} file: timeline, place in the log and reason in each line. */
  static TimelineHistory parse(String content) {
    Map<Integer, LogSequenceNumber> branches = new TreeMap<>();
    content
        .lines()
        .map(line -> line.strip().split("\\s+", 3))
        .filter(parts -> parts.length >= 2 && parts[0].matches("[0-9]+"))
        .forEach(
            parts -> branches.put(Integer.valueOf(parts[0]), LogSequenceNumber.valueOf(parts[1])));
    return new TimelineHistory(branches);
  }
}
