package dev.potoroo.postgres.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.PGConnection;

/** Whoever listens on a connection of ours hears at once, and is not kept when there is nothing. */
@ExtendWith(PostgresExtension.class)
final class NotificationsIT {

  /** Of the driver's own look, which this is to spare. */
  private static final Duration LEAST_WAIT = Duration.ofMillis(1);

  @Test
  void lookingForThemDoesNotWait(PostgresDatabase database) throws Exception {
    try (Connection connection = listening(database)) {
      PGConnection notified = connection.unwrap(PGConnection.class);
      int looks = 1000;

      long began = System.nanoTime();
      for (int i = 0; i < looks; i++) {
        assertThat(notified.getNotifications()).isEmpty();
      }
      Duration took = Duration.ofNanos(System.nanoTime() - began);

      assertThat(took).isLessThan(LEAST_WAIT.multipliedBy(looks).dividedBy(2));
    }
  }

  @Test
  void waitingForOneEndsWhenItComes(PostgresDatabase database) throws Exception {
    try (Connection connection = listening(database)) {
      PGConnection notified = connection.unwrap(PGConnection.class);

      database.execute("NOTIFY bell");

      assertThat(notified.getNotifications(10_000)).hasSize(1);
      assertThat(notified.getNotifications(50)).as("there is no other").isEmpty();
    }
  }

  private static Connection listening(PostgresDatabase database) throws Exception {
    Connection connection =
        ConnectionSettings.parse(database.connectionString())
            .withDatabaseTimeout(Duration.ofSeconds(60))
            .open("potoroo");
    try (Statement statement = connection.createStatement()) {
      statement.execute("LISTEN bell");
    }
    return connection;
  }
}
