package dev.potoroo.postgres.connection.doctor;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;

/** Whether this machine and the server agree on what time it is. */
final class ClockCheck implements Check {
  private static final Duration TOLERATED = Duration.ofSeconds(1);

  private final Clock clock;

  ClockCheck(Clock clock) {
    this.clock = clock;
  }

  @Override
  public String name() {
    return "clock";
  }

  @Override
  public List<Finding> examine(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      Instant before = clock.instant();
      try (ResultSet row = statement.executeQuery("SELECT clock_timestamp()")) {
        Instant after = clock.instant();
        row.next();
        Instant server = row.getObject(1, OffsetDateTime.class).toInstant();
        return List.of(finding(before, server, after));
      }
    }
  }

  /** The server read its clock at some moment between the other two. */
  private static Finding finding(Instant before, Instant server, Instant after) {
    if (server.isAfter(after.plus(TOLERATED))) {
      return apart(Duration.between(after, server), "ahead of");
    }
    if (server.isBefore(before.minus(TOLERATED))) {
      return apart(Duration.between(server, before), "behind");
    }
    return Finding.ok("the server's clock and this machine's agree");
  }

  private static Finding apart(Duration difference, String where) {
    return Finding.warning(
            "the server's clock is %d ms %s this machine's".formatted(difference.toMillis(), where))
        .advising("set both by NTP: event times and lags are in the server's time");
  }
}
