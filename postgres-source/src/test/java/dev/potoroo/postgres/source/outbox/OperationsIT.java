package dev.potoroo.postgres.source.outbox;

import static dev.potoroo.postgres.source.capture.Operation.DELETE;
import static dev.potoroo.postgres.source.capture.Operation.INSERT;
import static dev.potoroo.postgres.source.capture.Operation.UPDATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.potoroo.postgres.source.capture.CaptureConfig;
import dev.potoroo.postgres.source.driver.Capture;
import dev.potoroo.postgres.source.driver.SentMessage;
import dev.potoroo.postgres.source.driver.SourceDriver;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code --operations}: before and after, and the key of each. */
@ExtendWith(PostgresExtension.class)
final class OperationsIT {
  private PostgresDatabase database;
  private Capture capture;

  @BeforeEach
  void createTable(PostgresDatabase fresh) throws SQLException {
    database = fresh;
    capture =
        Capture.in(database)
            .table("CREATE TABLE accounts (id int PRIMARY KEY, owner text)", "accounts");
  }

  @Test
  void givesBeforeAndAfterOfEachChange() throws Exception {
    try (SourceDriver source = SourceDriver.start(new OutboxSource(allOperations()))) {

      database.execute("INSERT INTO accounts VALUES (1, 'Ann')");
      database.execute("UPDATE accounts SET owner = NULL");
      database.execute("DELETE FROM accounts");

      source.awaitSent(3);
      assertThat(source.payloads())
          .containsExactly(
              "{\"operation\":\"insert\",\"before\":null,\"after\":{\"id\":1,\"owner\":\"Ann\"}}",
              "{\"operation\":\"update\",\"before\":{\"id\":1,\"owner\":\"Ann\"},\"after\":{\"id\":1,\"owner\":null}}",
              "{\"operation\":\"delete\",\"before\":{\"id\":1,\"owner\":null},\"after\":null}");
    }
  }

  @Test
  void pairsBeforeAndAfterWhereTheKeysOfManyRowsChange() throws Exception {
    try (SourceDriver source = SourceDriver.start(new OutboxSource(allOperations()))) {
      database.execute("INSERT INTO accounts VALUES (1, 'Ann'), (2, 'Bob')");
      source.awaitSent(2);

      database.execute("UPDATE accounts SET id = id + 10");

      assertThat(source.awaitSent(4).subList(2, 4))
          .extracting(SentMessage::payload)
          .containsExactly(
              "{\"operation\":\"update\",\"before\":{\"id\":1,\"owner\":\"Ann\"},\"after\":{\"id\":11,\"owner\":\"Ann\"}}",
              "{\"operation\":\"update\",\"before\":{\"id\":2,\"owner\":\"Bob\"},\"after\":{\"id\":12,\"owner\":\"Bob\"}}");
      assertThat(source.sent()).extracting(SentMessage::key).containsExactly("1", "2", "11", "12");
    }
  }

  @Test
  void capturesBothBranchesOfAnUpsertOnce() throws Exception {
    try (SourceDriver source = SourceDriver.start(new OutboxSource(allOperations()))) {
      database.execute("INSERT INTO accounts VALUES (1, 'Ann')");
      source.awaitSent(1);

      database.execute(
          """
          INSERT INTO accounts VALUES (1, 'Eve'), (2, 'Bob')
          ON CONFLICT (id) DO UPDATE SET owner = excluded.owner
          """);

      source.awaitSent(3);
      assertThat(source.drain().subList(1, 3))
          .extracting(SentMessage::payload)
          .containsExactlyInAnyOrder(
              "{\"operation\":\"update\",\"before\":{\"id\":1,\"owner\":\"Ann\"},\"after\":{\"id\":1,\"owner\":\"Eve\"}}",
              "{\"operation\":\"insert\",\"before\":null,\"after\":{\"id\":2,\"owner\":\"Bob\"}}");
    }
  }

  @Test
  void capturesOnlyWhatItIsToldTo() throws Exception {
    CaptureConfig config = capture.of("accounts").operations(DELETE).build();
    try (SourceDriver source = SourceDriver.start(new OutboxSource(config))) {
      database.execute("INSERT INTO accounts VALUES (1, 'Ann')");
      database.execute("UPDATE accounts SET owner = 'Eve'");

      database.execute("DELETE FROM accounts");

      source.awaitSent(1);
      assertThat(source.drain())
          .extracting(SentMessage::payload)
          .containsExactly(
              "{\"operation\":\"delete\",\"before\":{\"id\":1,\"owner\":\"Eve\"},\"after\":null}");
    }
  }

  @Test
  void goesOnWithTheSameStreamWhenTheOperationsChange() throws Exception {
    String stream;
    try (SourceDriver source = SourceDriver.start(new OutboxSource(allOperations()))) {
      stream = source.stream().name();
      database.execute("INSERT INTO accounts VALUES (1, 'Ann')");
      source.awaitSent(1);
      source.acknowledge(1);
    }

    CaptureConfig inserts = capture.of("accounts").build();
    try (SourceDriver source = SourceDriver.start(new OutboxSource(inserts))) {
      database.execute("UPDATE accounts SET owner = 'Eve'");
      database.execute("INSERT INTO accounts VALUES (2, 'Bob')");

      assertThat(source.stream().name()).isEqualTo(stream);
      assertThat(source.awaitSent(1))
          .extracting(SentMessage::id, SentMessage::payload)
          .containsExactly(tuple(2L, "{\"id\":2,\"owner\":\"Bob\"}"));
    }
  }

  @Test
  void givesTheChosenColumnsInTheirOrder() throws Exception {
    CaptureConfig config =
        capture.of("accounts").operations(INSERT, UPDATE).columns("owner", "id").build();
    try (SourceDriver source = SourceDriver.start(new OutboxSource(config))) {

      database.execute("INSERT INTO accounts VALUES (1, 'Ann')");

      source.awaitSent(1);
      assertThat(source.payloads())
          .containsExactly(
              "{\"operation\":\"insert\",\"before\":null,\"after\":{\"owner\":\"Ann\",\"id\":1}}");
    }
  }

  private CaptureConfig allOperations() {
    return capture.of("accounts").operations(INSERT, UPDATE, DELETE).build();
  }
}
