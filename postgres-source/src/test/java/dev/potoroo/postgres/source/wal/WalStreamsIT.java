package dev.potoroo.postgres.source.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.potoroo.connector.source.SourceStream;
import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.source.capture.CaptureConfig;
import dev.potoroo.postgres.source.capture.Operation;
import dev.potoroo.postgres.source.capture.TableChoice;
import dev.potoroo.postgres.source.driver.LogCaptureBuilder;
import dev.potoroo.postgres.source.driver.SentMessage;
import dev.potoroo.postgres.source.driver.SourceDriver;
import dev.potoroo.postgres.source.driver.Writer;
import dev.potoroo.postgres.source.wal.slot.OnLostSlot;
import dev.potoroo.postgres.source.wal.slot.WalRemoval;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Several tables in one log are streams of their own. */
@ExtendWith(PostgresExtension.class)
final class WalStreamsIT {
  private PostgresDatabase database;
  private LogCaptureBuilder capture;

  @BeforeEach
  void createTables(PostgresDatabase fresh) throws Exception {
    database = fresh;
    capture =
        LogCaptureBuilder.in(database)
            .table("CREATE TABLE a (id int PRIMARY KEY)", "a")
            .table("CREATE TABLE b (id int PRIMARY KEY)", "b");
  }

  @Test
  void countsEachTableByItselfInTheOrderOfCommits() throws Exception {
    try (SourceDriver source = SourceDriver.start(capture.source("a", "b"));
        Writer early = Writer.begin(database)) {
      early.write("INSERT INTO a VALUES (1); INSERT INTO b VALUES (1)");
      database.execute("INSERT INTO b VALUES (2)");
      early.write("INSERT INTO a VALUES (3)").commit();

      List<SentMessage> sent = source.awaitSent(4);

      assertThat(messages(source, sent)).containsExactly("b 1: 2", "a 1: 1", "b 2: 1", "a 2: 3");
    }
  }

  @Test
  void sendsATruncationOnTheStreamOfEachTable() throws Exception {
    capture.operations(Operation.TRUNCATE);
    try (SourceDriver source = SourceDriver.start(capture.source("a", "b"), 1)) {

      database.execute("TRUNCATE a, b");

      assertThat(source.awaitSent(2)).extracting(SentMessage::id).containsExactly(1L, 1L);
      assertThat(source.sent()).extracting(SentMessage::stream).doesNotHaveDuplicates();
    }
  }

  @Test
  void goesOnWithATableThatWasLeftOutWhileNobodyWroteToIt() throws Exception {
    leaveOutB("ANALYZE b");

    try (SourceDriver source = SourceDriver.awaitStart(capture.source("b", "a"))) {
      database.execute("INSERT INTO b VALUES (3)");

      assertThat(messages(source, source.awaitSent(1))).containsExactly("b 2: 3");
    }
  }

  @Test
  void refusesToGoOnWithATableWhoseChangesWerePassedOver() throws Exception {
    leaveOutB("INSERT INTO b VALUES (2); UPDATE b SET id = -id");

    assertThatThrownBy(() -> SourceDriver.awaitStart(capture.source("b", "a")))
        .isInstanceOf(RefusedByPostgresException.class)
        .hasMessageMatching(
            "table public.b: it was left out of --table, and 3 changes of it, messages 2 to 4 of"
                + " stream \\S+, were passed over, in [1-9]\\d* bytes of log, from \\S+ to \\S+\\. .*")
        .hasMessageContaining("--on-lost-slot snapshot")
        .hasMessageContaining("uninstall\" with --table public.b");
  }

  @Test
  void beginsANewStreamOfATableThatHasMissedChangesIfToldSo() throws Exception {
    String old = leaveOutB("INSERT INTO b VALUES (2); UPDATE b SET id = 7 WHERE id = 1");
    capture.onLostSlot(OnLostSlot.SNAPSHOT);

    try (SourceDriver source = SourceDriver.awaitStart(capture.source("a", "b"))) {
      assertThat(messages(source, source.awaitSent(2))).containsExactly("b 1: 2", "b 2: 7");
      database.execute("INSERT INTO b VALUES (3); INSERT INTO a VALUES (3)");

      assertThat(messages(source, source.awaitSent(4)).subList(2, 4))
          .containsExactly("b 3: 3", "a 2: 3");
      assertThat(source.streams()).extracting(SourceStream::name).doesNotContain(old);
    }
    assertThat(database.column("SELECT source_name FROM potoroo.wal_gap"))
        .containsExactly("\"public\".\"b\"");
  }

  /**
   * B is captured, then left out while that is written, and acknowledged beyond it.
   *
   * @return the name of its stream
   */
  private String leaveOutB(String written) throws Exception {
    String stream;
    try (SourceDriver source = SourceDriver.start(capture.source("b"))) {
      database.execute("INSERT INTO b VALUES (1)");
      source.awaitSent(1);
      source.acknowledge(1);
      stream = source.stream().name();
    }
    try (SourceDriver source = SourceDriver.awaitStart(capture.source("a"))) {
      database.execute(written);
      database.execute("INSERT INTO a VALUES (1)");
      source.acknowledge(source.awaitSent(1).size());
    }
    return stream;
  }

  @Test
  void givesATableThatIsCapturedAnewAnotherStream() throws Exception {
    String old = leaveOutB("INSERT INTO b VALUES (2)");
    try (Connection connection = database.connect()) {
      await()
          .until(
              () ->
                  new WalRemoval(connection, CaptureConfig.DEFAULT_SCHEMA, null)
                      .remove(new TableChoice(List.of(QualifiedName.parse("b"))))
                      .contains("\"public\".\"b\""));
    }

    try (SourceDriver source = SourceDriver.awaitStart(capture.source("b"))) {
      assertThat(source.stream().name()).isNotEqualTo(old);
      database.execute("INSERT INTO b VALUES (3)");

      assertThat(messages(source, source.awaitSent(1))).containsExactly("b 1: 3");
    }
  }

  @Test
  void takesATableInThatIsAskedForLater() throws Exception {
    SourceDriver.start(capture.source("a")).close();
    database.execute("INSERT INTO b VALUES (1)");

    try (SourceDriver source = SourceDriver.awaitStart(capture.source("a", "b"))) {
      database.execute("INSERT INTO b VALUES (2)");

      assertThat(messages(source, source.awaitSent(1))).containsExactly("b 1: 2");
    }
  }

  @Test
  void readsPartitionsAsTheirTable() throws Exception {
    capture.table(
        """
        CREATE TABLE p (id int PRIMARY KEY) PARTITION BY RANGE (id);
        CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
        CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20)""",
        "p",
        "p1",
        "p2");
    try (SourceDriver source = SourceDriver.start(capture.source("p"))) {

      database.execute("INSERT INTO p VALUES (5), (15); INSERT INTO p2 VALUES (16)");
      database.execute("CREATE TABLE p3 PARTITION OF p FOR VALUES FROM (20) TO (30)");
      database.execute("INSERT INTO p VALUES (25)");

      assertThat(source.awaitSent(4))
          .extracting(SentMessage::key)
          .containsExactly("5", "15", "16", "25");
    }
  }

  /** Each as {@code table id: key}. */
  private static List<String> messages(SourceDriver source, List<SentMessage> sent) {
    return sent.stream()
        .map(
            message ->
                "%s %d: %s".formatted(table(source, message.stream()), message.id(), message.key()))
        .toList();
  }

  private static String table(SourceDriver source, StreamId id) {
    String name =
        source.streams().stream()
            .filter(stream -> stream.id().equals(id))
            .map(SourceStream::name)
            .findFirst()
            .orElseThrow();
    return name.replaceAll(".*\\.(\\w+)/wal/.*", "$1");
  }
}
