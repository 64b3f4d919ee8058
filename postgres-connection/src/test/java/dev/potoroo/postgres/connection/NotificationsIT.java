package dev.potoroo.postgres.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** Notifications come through as they come, however many follow. */
@ExtendWith(PostgresExtension.class)
final class NotificationsIT {

  /** A transaction each, a fraction of a millisecond apart, for seconds or until told to stop. */
  private static final String FLOOD =
      """
      DO $$ BEGIN
        FOR i IN 1..20000 LOOP
          EXIT WHEN EXISTS (SELECT FROM stop);
          NOTIFY bell;
          COMMIT;
          PERFORM pg_sleep(0.0002);
        END LOOP;
      END $$""";

  private final ExecutorService sender = Executors.newSingleThreadExecutor();

  @AfterEach
  void stop() {
    sender.shutdown();
  }

  @Test
  void areHandedOnWhileOthersFollowWithoutAPause(PostgresDatabase database) throws Exception {
    ConnectionSettings settings =
        ConnectionSettings.parse(database.connectionString())
            .withDatabaseTimeout(Duration.ofSeconds(60));
    database.execute("CREATE TABLE stop ()");
    try (Connection connection = settings.open("potoroo");
        Statement statement = connection.createStatement()) {
      statement.execute("LISTEN bell");
      Future<?> flood =
          sender.submit(
              () -> {
                database.execute(FLOOD);
                return null;
              });

      PGNotification[] first = connection.unwrap(PGConnection.class).getNotifications(9_000);
      boolean others = !flood.isDone();
      database.execute("INSERT INTO stop DEFAULT VALUES");
      flood.get(10, TimeUnit.SECONDS);

      assertThat(first).isNotEmpty();
      assertThat(others).as("the flood goes on").isTrue();
    }
  }
}
