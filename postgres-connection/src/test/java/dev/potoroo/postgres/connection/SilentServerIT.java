package dev.potoroo.postgres.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.connector.ConfigurationException;
import dev.potoroo.connector.RetryableException;
import dev.potoroo.testkit.log.RecordedLog;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import dev.potoroo.testkit.proxy.FaultyLink;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.PGConnection;

/** A PostgreSQL behind a link that swallows everything for ever, and one that is only slow. */
@ExtendWith(PostgresExtension.class)
@Timeout(30)
final class SilentServerIT {

  private final RecordedLog log = RecordedLog.of("dev.potoroo");
  private FaultyLink link;
  private ConnectionSettings settings;

  @BeforeEach
  void putALinkBefore(PostgresDatabase database) {
    link = FaultyLink.to(database.server().host(), database.server().port());
    settings =
        ConnectionSettings.parse(
                database.connectionString() + " host=127.0.0.1 port=" + link.port())
            .withDatabaseTimeout(Duration.ofSeconds(1));
  }

  @AfterEach
  void close() {
    link.close();
    log.close();
  }

  @Test
  void aCallWithoutAnAnswerEndsAsALostConnection() throws Exception {
    try (Connection connection = settings.open("potoroo");
        Statement statement = connection.createStatement()) {
      link.blackhole();

      assertThatThrownBy(() -> statement.execute("SELECT 1"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(PostgresErrors.isRetryable(e)).isTrue());

      assertThat(log.warnings())
          .singleElement()
          .asString()
          .contains(settings.toString(), "no answer for", "--database-timeout", "giving");
    }
  }

  @Test
  void aLargeStatementThatNobodyTakesEndsAsALostConnection() throws Exception {
    try (Connection connection = settings.open("potoroo");
        PreparedStatement statement = connection.prepareStatement("SELECT length(?)")) {
      link.blackhole();
      statement.setString(1, "x".repeat(32 << 20));

      assertThatThrownBy(statement::execute)
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(PostgresErrors.isRetryable(e)).isTrue());
    }
  }

  @Test
  void aLoginWithoutAnAnswerIsToBeTriedAgain() {
    link.blackhole();

    assertThatThrownBy(() -> settings.open("potoroo")).isInstanceOf(RetryableException.class);

    assertThat(log.warnings()).singleElement().asString().contains("it does not let in");
  }

  @Test
  void aServerThatIsReachedOtherwiseAndKnowsNothingOfTheCallEndsIt(PostgresDatabase database)
      throws Exception {
    ConnectionSettings withAnotherWay =
        ConnectionSettings.parse(
                database.connectionString()
                    + " host=127.0.0.1,%s port=%d,%d"
                        .formatted(database.server().host(), link.port(), database.server().port()))
            .withDatabaseTimeout(Duration.ofSeconds(1));
    try (Connection connection = withAnotherWay.open("potoroo");
        Statement statement = connection.createStatement()) {
      link.blackhole();

      assertThatThrownBy(() -> statement.execute("SELECT 1")).isInstanceOf(SQLException.class);

      assertThat(log.warnings()).singleElement().asString().contains("nothing to do for this one");
    }
  }

  @Test
  void aLongCallIsLeftAloneAndTheLogTells() throws Exception {
    try (Connection connection = settings.open("potoroo");
        Statement statement = connection.createStatement()) {

      statement.execute("SELECT pg_sleep(2.5)");

      assertThat(log.warnings()).isNotEmpty();
      assertThat(log.warnings()).allSatisfy(line -> assertThat(line).contains("still at it"));
    }
  }

  @Test
  void aWaitForNotificationsIsNoCall() throws Exception {
    try (Connection connection = settings.open("potoroo")) {
      PGConnection listener = connection.unwrap(PGConnection.class);

      assertThat(listener.getNotifications(2500)).isEmpty();

      assertThat(connection.isValid(5)).isTrue();
      assertThat(log.warnings()).isEmpty();
    }
  }

  @Test
  void aCancelledCallLeavesTheConnectionWatched() throws Exception {
    try (Connection connection = settings.open("potoroo");
        Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(1);
      assertThatThrownBy(() -> statement.execute("SELECT pg_sleep(20)"))
          .isInstanceOf(SQLException.class);
      statement.setQueryTimeout(0);

      link.blackhole();

      assertThatThrownBy(() -> statement.execute("SELECT 1")).isInstanceOf(SQLException.class);
    }
  }

  @Test
  void refusesATimeoutBelowZero() {
    assertThatThrownBy(() -> settings.withDatabaseTimeout(Duration.ofMillis(-1)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("--database-timeout");
  }
}
