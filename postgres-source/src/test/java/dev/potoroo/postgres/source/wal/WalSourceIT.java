package dev.potoroo.postgres.source.wal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.postgres.source.capture.Operation;
import dev.potoroo.postgres.source.driver.LogCaptureBuilder;
import dev.potoroo.postgres.source.driver.SentMessage;
import dev.potoroo.postgres.source.driver.SourceDriver;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Committed changes become messages; what is not acknowledged comes again under the same ids. */
@ExtendWith(PostgresExtension.class)
final class WalSourceIT {
  private static final String BASE_TIME =
      "SELECT floor(extract(epoch FROM base_time) * 1000)::bigint FROM potoroo.wal_position";

  private PostgresDatabase database;
  private LogCaptureBuilder capture;

  @BeforeEach
  void createTable(PostgresDatabase fresh) throws Exception {
    database = fresh;
    capture =
        LogCaptureBuilder.in(database).table("CREATE TABLE t (id int PRIMARY KEY, name text)", "t");
  }

  @Test
  void sendsEachInsertedRowInCommitOrderFromIdOne() throws Exception {
    try (SourceDriver source = SourceDriver.start(capture.source("t"))) {

      database.execute("INSERT INTO t VALUES (7, 'a'), (5, 'b')");
      database.execute("INSERT INTO t VALUES (6, null)");

      List<SentMessage> sent = source.awaitSent(3);
      assertThat(sent).extracting(SentMessage::id).containsExactly(1L, 2L, 3L);
      assertThat(sent)
          .extracting(SentMessage::payload)
          .containsExactly(
              "{\"id\":7,\"name\":\"a\"}", "{\"id\":5,\"name\":\"b\"}", "{\"id\":6,\"name\":null}");
      assertThat(sent).extracting(SentMessage::key).containsExactly("7", "5", "6");
    }
  }

  @Test
  void sendsAgainAfterARestartWhatWasNotAcknowledged() throws Exception {
    try (SourceDriver source = SourceDriver.start(capture.source("t"))) {
      database.execute("INSERT INTO t SELECT g, 'first' FROM generate_series(1, 10) AS g");
      source.awaitSent(10);
      source.acknowledge(4);
    }
    database.execute("INSERT INTO t SELECT g, 'second' FROM generate_series(11, 20) AS g");

    try (SourceDriver source = SourceDriver.awaitStart(capture.source("t"))) {

      List<SentMessage> sent = source.awaitSent(16);
      assertThat(sent.get(0)).returns(5L, SentMessage::id).returns("5", SentMessage::key);
      assertThat(sent.get(15)).returns(20L, SentMessage::id).returns("20", SentMessage::key);
    }
  }

  @Test
  void storesUpToWhenAllIsAcknowledged() throws Exception {
    try (SourceDriver source = SourceDriver.start(capture.source("t"))) {
      database.execute("INSERT INTO t VALUES (1, 'a')");
      long committed = source.awaitSent(1).get(0).eventTime();
      source.acknowledge(1);

      assertThat(database.number(BASE_TIME)).isEqualTo(committed);
      database.execute("INSERT INTO t VALUES (2, 'b')");
      source.awaitSent(2);
      assertThat(database.number(BASE_TIME)).as("not beyond it").isEqualTo(committed);
    }
  }

  @Test
  void countsChangesThatAreNotAskedFor() throws Exception {
    try (SourceDriver source = SourceDriver.start(capture.source("t"))) {
      database.execute("INSERT INTO t VALUES (1, 'a')");
      database.execute("UPDATE t SET name = 'b'; DELETE FROM t; TRUNCATE t");
      database.execute("INSERT INTO t VALUES (2, 'c')");

      List<SentMessage> sent = source.awaitSent(2);

      assertThat(sent).extracting(SentMessage::id).containsExactly(1L, 5L);
    }
  }

  @Test
  void sendsTheOperationsThatAreAskedFor() throws Exception {
    capture.operations(Operation.UPDATE, Operation.DELETE, Operation.TRUNCATE);
    try (SourceDriver source = SourceDriver.start(capture.source("t"))) {

      database.execute("INSERT INTO t VALUES (1, 'a')");
      database.execute("UPDATE t SET name = 'b'");
      database.execute("UPDATE t SET id = 2");
      database.execute("DELETE FROM t");
      database.execute("TRUNCATE t");

      List<SentMessage> sent = source.awaitSent(4);
      assertThat(sent).extracting(SentMessage::id).containsExactly(2L, 3L, 4L, 5L);
      assertThat(sent)
          .extracting(SentMessage::payload)
          .containsExactly(
              "{\"operation\":\"update\",\"before\":null,\"after\":{\"id\":1,\"name\":\"b\"}}",
              "{\"operation\":\"update\",\"before\":{\"id\":1},\"after\":{\"id\":2,\"name\":\"b\"}}",
              "{\"operation\":\"delete\",\"before\":{\"id\":2},\"after\":null}",
              "{\"operation\":\"truncate\",\"before\":null,\"after\":null}");
    }
  }
}
