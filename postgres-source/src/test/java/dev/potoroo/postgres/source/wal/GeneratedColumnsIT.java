package dev.potoroo.postgres.source.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.potoroo.connector.ConfigurationException;
import dev.potoroo.postgres.source.capture.Operation;
import dev.potoroo.postgres.source.driver.LogCaptureBuilder;
import dev.potoroo.postgres.source.driver.SentMessage;
import dev.potoroo.postgres.source.driver.SourceDriver;
import dev.potoroo.postgres.source.wal.slot.PublicationName;
import dev.potoroo.postgres.source.wal.snapshot.SnapshotMode;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Snapshot and log have the same generated columns: the stored ones, from PostgreSQL 18 on. */
@ExtendWith(PostgresExtension.class)
final class GeneratedColumnsIT {
  private static final String STORED =
      "CREATE TABLE t (id int PRIMARY KEY, twice int GENERATED ALWAYS AS (id * 2) STORED)";

  private PostgresDatabase database;
  private LogCaptureBuilder capture;
  private boolean published;

  @BeforeEach
  void prepare(PostgresDatabase fresh) throws Exception {
    database = fresh;
    published = database.server().majorVersion() >= 18;
    capture = LogCaptureBuilder.in(database).snapshot(SnapshotMode.INITIAL);
  }

  @Test
  void hasTheStoredOnesWhereTheServerPublishesThem() throws Exception {
    capture.table(STORED, "t");

    assertThat(aRowOfEach())
        .containsExactly(
            published ? "{\"id\":1,\"twice\":2}" : "{\"id\":1}",
            published ? "{\"id\":2,\"twice\":4}" : "{\"id\":2}");
  }

  @Test
  void takesAPublicationThatLeavesThemOutAtItsWord() throws Exception {
    capture.table(STORED, "t");
    createForeignPublication();

    assertThat(aRowOfEach()).containsExactly("{\"id\":1}", "{\"id\":2}");
  }

  @Test
  void neverHasVirtualOnes() throws Exception {
    assumeThat(published).isTrue();
    capture.table("CREATE TABLE t (id int PRIMARY KEY, v int GENERATED ALWAYS AS (id * 2))", "t");

    assertThat(aRowOfEach()).containsExactly("{\"id\":1}", "{\"id\":2}");
    assertRefused("--columns: column v of table public.t is generated, and", "it is not stored");
  }

  /** The payloads of row 1, by way of the snapshot, and row 2, by way of the log. */
  private List<String> aRowOfEach() throws Exception {
    database.execute("INSERT INTO t VALUES (1)");
    try (SourceDriver source = SourceDriver.start(capture.source("t"))) {
      source.awaitSent(1);
      database.execute("INSERT INTO t VALUES (2)");
      return source.awaitSent(2).stream().map(SentMessage::payload).toList();
    }
  }

  @Test
  void refusesToPickOneThatTheLogDoesNotHave() throws Exception {
    capture.table(STORED.replace("twice", "v"), "t");
    createForeignPublication();

    assertRefused(
        "--columns: column v of table public.t is generated, and the log does not have it: ",
        published
            ? "run ALTER PUBLICATION \"%s\" SET (publish_generated_columns = stored)"
                .formatted(PublicationName.derived(capture.slot()))
            : "publishes none, 18 is the first");
  }

  private void assertRefused(String start, String reason) {
    capture.columns("id", "v");
    assertThatThrownBy(() -> SourceDriver.awaitStart(capture.source("t")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith(start)
        .hasMessageContaining(reason);
  }

  @Test
  void saysWhichRowWasChangedWhereTheKeyIsPublished() throws Exception {
    createTableWithGeneratedKey();
    capture.snapshot(SnapshotMode.NEVER).operations(Operation.UPDATE, Operation.DELETE);
    if (!published) {
      assertThatThrownBy(() -> SourceDriver.start(capture.source("t")))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageStartingWith("--operations: column g of the replica identity of table")
          .hasMessageContaining("nothing says which row an UPDATE or DELETE changed");
      return;
    }

    try (SourceDriver source = SourceDriver.start(capture.source("t"))) {
      database.execute("INSERT INTO t VALUES ('a', 1); UPDATE t SET n = 2; DELETE FROM t");

      assertThat(source.awaitSent(2))
          .extracting(SentMessage::payload)
          .containsExactly(
              "{\"operation\":\"update\",\"before\":{\"kind\":\"a\",\"g\":1},\"after\":{\"kind\":\"a\",\"n\":2,\"g\":2}}",
              "{\"operation\":\"delete\",\"before\":{\"kind\":\"a\",\"g\":2},\"after\":null}");
    }
  }

  /** By the part of the key that the log has, rows could not be told apart. */
  @Test
  void readsEveryRowOfATableWhoseKeyIsGeneratedInPart() throws Exception {
    createTableWithGeneratedKey();
    database.execute("INSERT INTO t SELECT 'a', g FROM generate_series(1, 2500) AS g");

    try (SourceDriver source = SourceDriver.start(capture.source("t"))) {

      assertThat(source.awaitSent(2_500))
          .extracting(SentMessage::payload)
          .doesNotHaveDuplicates()
          .allMatch(payload -> payload.contains("\"g\":") == published);
    }
  }

  private void createTableWithGeneratedKey() throws Exception {
    capture.table(
        """
        CREATE TABLE t (kind text, n int, g int GENERATED ALWAYS AS (n) STORED,
                        PRIMARY KEY (kind, g))""",
        "t");
  }

  /** As an administrator writes it who does not think of generated columns. */
  private void createForeignPublication() throws Exception {
    database.execute(
        "CREATE PUBLICATION %s FOR TABLE t"
            .formatted(PublicationName.derived(capture.slot()).value().quoted()));
  }
}
