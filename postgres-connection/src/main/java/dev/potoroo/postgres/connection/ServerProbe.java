package dev.potoroo.postgres.connection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Asks on a connection of its own whether the server is at work for another one. */
final class ServerProbe {

  private static final Duration LONGEST = Duration.ofSeconds(10);

  private final ConnectionSettings settings;
  private final Duration timeout;

  /**
   * @param timeout for an answer; no longer than 10 s, and at least 1 s
   */
  ServerProbe(ConnectionSettings settings, Duration timeout) {
    this.settings = settings;
    this.timeout = timeout.compareTo(LONGEST) < 0 ? timeout : LONGEST;
  }

  /**
   * @param process as {@code pg_backend_pid()} has it
   * @return what is wrong, as the end of a sentence; null when the server is at work
   */
  @Nullable String findingAbout(int process) {
    int seconds = (int) Math.max(1, timeout.toSeconds());
    try (Connection probe = settings.probe(seconds);
        PreparedStatement question =
            probe.prepareStatement(
                "SELECT coalesce(state, '') FROM pg_catalog.pg_stat_activity WHERE pid = ?")) {
      question.setInt(1, process);
      try (ResultSet answer = question.executeQuery()) {
        if (!answer.next()) {
          return "another connection finds that the server has ended this one";
        }
        // With track_activities off it is neither active nor idle, and nothing can be told.
        return answer.getString(1).startsWith("idle")
            ? "another connection finds that the server has nothing to do for this one"
            : null;
      }
    } catch (SQLException e) {
      if (PostgresErrors.isOutOfResources(e)) {
        return null; // a server that is full answers, and may well be at work
      }
      return "another connection fails too: " + PostgresErrors.describe(e);
    }
  }
}
