package dev.potoroo.postgres.source.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.postgres.source.capture.CaptureConfig;
import dev.potoroo.postgres.source.capture.SourceConnection;
import dev.potoroo.postgres.source.capture.TableChoice;
import dev.potoroo.postgres.source.driver.Capture;
import dev.potoroo.postgres.source.driver.SourceDriver;
import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The figures of {@code postgres-source status}, against what is known to be so. */
@ExtendWith(PostgresExtension.class)
final class OutboxStatusIT {
  private PostgresDatabase database;
  private Capture capture;
  private CaptureConfig config;

  @BeforeEach
  void createTable(PostgresDatabase fresh) throws SQLException {
    database = fresh;
    capture = Capture.in(database).table("CREATE TABLE events (number int)", "events");
    config = capture.of("events").build();
  }

  @Test
  void isEmptyWhereNothingIsInstalled() throws Exception {
    assertThat(statuses()).isEmpty();
  }

  @Test
  void countsWhatIsNotSentNotAcknowledgedAndPartlyAcknowledged() throws Exception {
    try (SourceDriver source = SourceDriver.start(new OutboxSource(config))) {
      insert(1, 2);
      source.drain();
      insert(3, 6);
      source.drain();
      source.acknowledge(4);
      capture.awaitOutbox(source, 4);
      insert(7, 9);

      StreamStatus status = statuses().get(0);

      assertThat(status.table()).isEqualTo("\"public\".\"events\"");
      assertThat(status.stream()).isEqualTo(source.stream().name());
      assertThat(status.acknowledged()).isEqualTo(PointOfReference.at(new MessageId(4)));
      assertThat(status.lastMessage()).isEqualTo(6);
      assertThat(status.lagRows()).isEqualTo(5);
      assertThat(status.ticks()).isEqualTo(1);
      assertThat(status.outboxBytes()).isPositive();
      assertThat(status.reader()).isNotNull();
    }
  }

  @Test
  void givesTheAgeOfTheOldestRowThatIsNotAcknowledged() throws Exception {
    String outbox;
    try (SourceDriver source = SourceDriver.start(new OutboxSource(config))) {
      insert(1, 1);
      insert(2, 2);
      source.awaitSent(2);
      source.acknowledge(1);
      outbox =
          database.column("SELECT 'potoroo.outbox_' || incarnation FROM potoroo.stream").get(0);
    }
    database.execute(
        "UPDATE "
            + outbox
            + " SET event_time = event_time - CASE seq WHEN 1 THEN 7200000 ELSE 3600000 END");

    StreamStatus status = statuses().get(0);

    assertThat(status.lag()).isBetween(Duration.ofMinutes(60), Duration.ofMinutes(61));
    assertThat(status.reader()).isNull();
  }

  @Test
  void showsNoLagWhenAllIsAcknowledged() throws Exception {
    try (SourceDriver source = SourceDriver.start(new OutboxSource(config))) {
      insert(1, 3);
      source.awaitSent(3);
      source.acknowledge(3);
    }

    StreamStatus status = statuses().get(0);

    assertThat(status.lagRows()).isZero();
    assertThat(status.lag()).isZero();
  }

  private List<StreamStatus> statuses() throws Exception {
    try (Connection connection = SourceConnection.open(config.connection())) {
      return new OutboxStatus(connection, config.schema()).read(new TableChoice(List.of()));
    }
  }

  private void insert(int first, int last) throws SQLException {
    database.execute("INSERT INTO events SELECT generate_series(%d, %d)".formatted(first, last));
  }
}
