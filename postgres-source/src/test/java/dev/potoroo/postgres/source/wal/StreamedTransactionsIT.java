package dev.potoroo.postgres.source.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.potoroo.postgres.source.driver.LogCaptureBuilder;
import dev.potoroo.postgres.source.driver.SentMessage;
import dev.potoroo.postgres.source.driver.SourceDriver;
import dev.potoroo.postgres.source.driver.Writer;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Transactions that come in pieces while they are open: what is sent is as if each had come whole,
 * at its commit. The server has 64 kB for what it decodes, so a few hundred rows are too much for
 * it. PostgreSQL 13 keeps them to itself until they commit, and the same is sent.
 */
@ExtendWith(PostgresExtension.class)
final class StreamedTransactionsIT {
  private PostgresDatabase database;
  private LogCaptureBuilder capture;

  @BeforeEach
  void createTables(PostgresDatabase fresh) throws Exception {
    database = fresh;
    capture =
        LogCaptureBuilder.in(database)
            .table("CREATE TABLE a (id int PRIMARY KEY, note text)", "a")
            .table("CREATE TABLE b (id int PRIMARY KEY, note text)", "b");
    database.execute(
        "ALTER ROLE %s SET logical_decoding_work_mem = '64kB'".formatted(capture.role().name()));
  }

  @Test
  void sendsInterleavedOnesEachAsAWholeInTheOrderOfCommits() throws Exception {
    try (SourceDriver source = SourceDriver.start(capture.source("a", "b"));
        Writer early = Writer.begin(database);
        Writer late = Writer.begin(database)) {
      for (int round = 0; round < 3; round++) {
        early.write(rows("a", 1 + round * 1_000, 500)).write(rows("b", 1 + round * 1_000, 500));
        late.write(rows("a", 501 + round * 1_000, 500));
        awaitPieces(source);
      }
      database.execute(rows("b", 9_999, 1));
      late.commit();
      early.commit();

      List<SentMessage> sent = source.awaitSent(1 + 1_500 + 3_000);

      assertThat(keys(sent.subList(0, 1))).containsExactly("9999");
      assertThat(keys(sent.subList(1, 1_501))).isEqualTo(keys(501, 1_501, 2_501));
      List<SentMessage> ofEarly = sent.subList(1_501, sent.size());
      assertThat(keys(of(source, "a", ofEarly))).isEqualTo(keys(1, 1_001, 2_001));
      assertThat(keys(of(source, "b", ofEarly))).isEqualTo(keys(1, 1_001, 2_001));
      assertThat(of(source, "a", sent)).extracting(SentMessage::id).isEqualTo(ids(1, 3_000));
      assertThat(of(source, "b", sent)).extracting(SentMessage::id).isEqualTo(ids(1, 1_501));
    }
  }

  @Test
  void leavesOutWhatASavepointTookBack() throws Exception {
    try (SourceDriver source = SourceDriver.start(capture.source("a", "b"));
        Writer writer = Writer.begin(database)) {
      writer.write(rows("a", 1, 500)).write("SAVEPOINT outer_one");
      writer.write(rows("a", 1_001, 500)).write("SAVEPOINT inner_one").write(rows("b", 1, 500));
      awaitPieces(source);
      writer.write("ROLLBACK TO inner_one").write(rows("a", 2_001, 500));
      awaitPieces(source);
      writer.write("ROLLBACK TO outer_one").write("SAVEPOINT kept").write(rows("a", 3_001, 500));
      writer.write("RELEASE kept").write(rows("a", 4_001, 500)).commit();
      database.execute(rows("b", 9_999, 1));

      List<SentMessage> sent = source.awaitSent(1_501);

      assertThat(keys(of(source, "a", sent))).isEqualTo(keys(1, 3_001, 4_001));
      assertThat(of(source, "a", sent)).extracting(SentMessage::id).isEqualTo(ids(1, 1_500));
      assertThat(of(source, "b", sent))
          .singleElement()
          .returns(1L, SentMessage::id)
          .returns("9999", SentMessage::key);
    }
  }

  @Test
  void sendsNothingOfOneThatIsRolledBack() throws Exception {
    try (SourceDriver source = SourceDriver.start(capture.source("a"));
        Writer writer = Writer.begin(database)) {
      writer.write(rows("a", 1, 1_000));
      awaitPieces(source);
      writer.rollback();
      database.execute(rows("a", 9_999, 1));

      assertThat(source.awaitSent(1))
          .singleElement()
          .returns(1L, SentMessage::id)
          .returns("9999", SentMessage::key);
    }
  }

  @Test
  void beginsAnewWithOneThatWasOpenWhenTheSourceWasKilled() throws Exception {
    List<SentMessage> before;
    try (Writer writer = Writer.begin(database)) {
      try (SourceDriver killed = SourceDriver.start(capture.source("a"))) {
        database.execute(rows("a", 9_999, 1));
        killed.awaitSent(1);
        writer.write(rows("a", 1, 1_000));
        awaitPieces(killed);
        killed.acknowledge(1);
        capture.cutConnections();
      }
      try (SourceDriver killed = SourceDriver.awaitStart(capture.source("a"))) {
        writer.write(rows("a", 1_001, 1_000)).commit();
        before = killed.awaitSent(2_000);
        killed.acknowledge(501);
        capture.cutConnections();
      }
    }

    try (SourceDriver source = SourceDriver.awaitStart(capture.source("a"))) {

      assertThat(keys(before)).isEqualTo(keys(1, 501, 1_001, 1_501));
      assertThat(before).extracting(SentMessage::id).isEqualTo(ids(2, 2_001));
      assertThat(source.awaitSent(1_500)).isEqualTo(before.subList(500, 2_000));
    }
  }

  @Test
  void sendsAPreparedOneWhenItIsCommitted() throws Exception {
    try (SourceDriver source = SourceDriver.start(capture.source("a"))) {
      try (Writer writer = Writer.begin(database)) {
        writer.write(rows("a", 1, 500)).write("PREPARE TRANSACTION 'transfer'");
      }
      database.execute(rows("a", 9_999, 1));
      assertThat(keys(source.awaitSent(1))).containsExactly("9999");

      database.execute("COMMIT PREPARED 'transfer'");

      assertThat(keys(source.awaitSent(501)).subList(1, 501)).isEqualTo(keys(1));
    }
  }

  /** Each row more than 200 bytes. */
  private static String rows(String table, int first, int count) {
    return "INSERT INTO %s SELECT g, repeat('x', 200) FROM generate_series(%d, %d) AS g"
        .formatted(table, first, first + count - 1);
  }

  /** The server has sent pieces of what is open, where its version does so; none is passed on. */
  private void awaitPieces(SourceDriver source) throws Exception {
    int sent = source.sent().size();
    if (database.server().majorVersion() >= 14) {
      await()
          .atMost(Duration.ofSeconds(30))
          .pollInSameThread()
          .until(
              () -> {
                source.poll();
                return pieces() > 0;
              });
    }
    assertThat(source.sent()).hasSize(sent);
  }

  private long pieces() throws SQLException {
    return database.number(
        "SELECT coalesce(sum(stream_count), 0) FROM pg_stat_replication_slots WHERE slot_name = '%s'"
            .formatted(capture.slot()));
  }

  private static List<SentMessage> of(
      SourceDriver source, String table, List<SentMessage> messages) {
    return messages.stream()
        .filter(
            message ->
                source.streams().stream()
                    .anyMatch(
                        stream ->
                            stream.id().equals(message.stream())
                                && stream.name().contains("." + table + "/")))
        .toList();
  }

  private static List<String> keys(List<SentMessage> messages) {
    return messages.stream().map(SentMessage::key).toList();
  }

  /** Of 500 rows from each of those on. */
  private static List<String> keys(int... firsts) {
    List<String> keys = new ArrayList<>();
    for (int first : firsts) {
      LongStream.range(first, first + 500).forEach(key -> keys.add(Long.toString(key)));
    }
    return keys;
  }

  private static List<Long> ids(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }
}
