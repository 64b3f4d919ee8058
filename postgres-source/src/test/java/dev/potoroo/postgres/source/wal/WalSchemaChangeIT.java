package dev.potoroo.postgres.source.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.source.driver.LogCaptureBuilder;
import dev.potoroo.postgres.source.driver.SentMessage;
import dev.potoroo.postgres.source.driver.SourceDriver;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tables that are altered while their log is read, or lies unread. */
@ExtendWith(PostgresExtension.class)
final class WalSchemaChangeIT {
  private PostgresDatabase database;
  private LogCaptureBuilder capture;

  @BeforeEach
  void createTable(PostgresDatabase fresh) throws Exception {
    database = fresh;
    capture =
        LogCaptureBuilder.in(database).table("CREATE TABLE t (id int PRIMARY KEY, a text)", "t");
  }

  @Test
  void sendsEachRowAsItsTableWasThen() throws Exception {
    SourceDriver.start(capture.source("t")).close();
    database.execute("INSERT INTO t VALUES (1, 'x')");
    database.execute("ALTER TABLE t ADD COLUMN b int DEFAULT 7");
    database.execute("INSERT INTO t VALUES (2, 'x')");
    database.execute("ALTER TABLE t DROP COLUMN a");
    database.execute("INSERT INTO t VALUES (3)");

    try (SourceDriver source = SourceDriver.awaitStart(capture.source("t"))) {

      assertThat(source.awaitSent(3))
          .extracting(SentMessage::payload)
          .containsExactly(
              "{\"id\":1,\"a\":\"x\"}", "{\"id\":2,\"a\":\"x\",\"b\":7}", "{\"id\":3,\"b\":7}");
    }
  }

  @Test
  void endsWhereAColumnThatIsAskedForIsGoneAndGoesOnWithAnother() throws Exception {
    capture.columns("a");
    SourceDriver.start(capture.source("t")).close();
    database.execute("INSERT INTO t VALUES (1, 'x')");
    database.execute("ALTER TABLE t RENAME COLUMN a TO b");
    database.execute("INSERT INTO t VALUES (2, 'y')");

    try (SourceDriver source = SourceDriver.awaitStart(capture.source("t"))) {
      assertThatThrownBy(() -> source.awaitSent(2))
          .isInstanceOf(RefusedByPostgresException.class)
          .hasMessageMatching(
              "--columns: table public.t has no longer \\[a\\] from the transaction on that was"
                  + " committed at [0-9A-F]+/[0-9A-F]+ .*");
      assertThat(source.payloads()).containsExactly("{\"a\":\"x\"}");
      source.acknowledge(1);
    }

    capture.columns("b");
    try (SourceDriver source = SourceDriver.awaitStart(capture.source("t"))) {
      assertThat(source.awaitSent(1))
          .extracting(SentMessage::payload)
          .containsExactly("{\"b\":\"y\"}");
    }
  }

  @Test
  void endsWhereTheTableIsRenamedAndItsStreamGoesOnUnderTheNewName() throws Exception {
    String stream;
    try (SourceDriver source = SourceDriver.start(capture.source("t"))) {
      stream = source.stream().name();
      database.execute("INSERT INTO t VALUES (1, 'x')");
      database.execute("ALTER TABLE t RENAME TO u");
      database.execute("INSERT INTO u VALUES (2, 'y')");

      assertThatThrownBy(() -> source.awaitSent(2))
          .isInstanceOf(RefusedByPostgresException.class)
          .hasMessageContaining("--table: public.t is called public.u")
          .hasMessageContaining("start again with --table public.u");
    }

    try (SourceDriver source = SourceDriver.awaitStart(capture.source("u"))) {
      assertThat(source.stream().name()).isEqualTo(stream);
      assertThat(source.awaitSent(2)).extracting(SentMessage::id).containsExactly(1L, 2L);
    }
  }

  @Test
  void goesOnWithATableThatWasMadeAnew() throws Exception {
    String stream;
    try (SourceDriver source = SourceDriver.start(capture.source("t"))) {
      stream = source.stream().name();
      database.execute("INSERT INTO t VALUES (1, 'x')");
      source.awaitSent(1);
      source.acknowledge(1);
    }
    capture.table("DROP TABLE t; CREATE TABLE t (id int PRIMARY KEY)", "t");

    try (SourceDriver source = SourceDriver.awaitStart(capture.source("t"))) {
      database.execute("INSERT INTO t VALUES (2)");

      assertThat(source.stream().name()).isEqualTo(stream);
      assertThat(source.awaitSent(1)).extracting(SentMessage::id).containsExactly(2L);
    }
  }
}
