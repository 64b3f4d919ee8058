package dev.potoroo.postgres.source.wal.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.source.capture.CaptureConfig;
import dev.potoroo.postgres.source.capture.SqlScript;
import dev.potoroo.postgres.source.capture.TableChoice;
import dev.potoroo.postgres.source.wal.position.LogPosition;
import dev.potoroo.postgres.source.wal.position.StreamPosition;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a slot and its streams report while they are there, and that nothing of them stays. */
@ExtendWith(PostgresExtension.class)
final class WalRemovalIT {
  private static final TableChoice ALL = new TableChoice(List.of());

  /** Everything that capture from the log leaves in a database. */
  private static final String TRACES =
      """
      SELECT 'schema ' || nspname FROM pg_namespace WHERE nspname = 'potoroo'
      UNION ALL SELECT 'publication ' || pubname FROM pg_publication
      UNION ALL SELECT 'slot ' || slot_name FROM pg_replication_slots
                WHERE database = current_database()
      """;

  private PostgresDatabase database;
  private SlotFixture slot;

  @BeforeEach
  void begin(PostgresDatabase fresh) throws Exception {
    database = fresh;
    slot = SlotFixture.in(fresh);
    database.execute(
        "CREATE TABLE u (id int PRIMARY KEY); ALTER TABLE u OWNER TO " + slot.role.name());
    slot.install();
    SqlScript.run(slot.work, slot.planner().plan(slot.table("u"), false).statements());
    SlotStart start = slot.begin();
    slot.store()
        .save(
            new LogPosition(
                SlotFixture.INCARNATION,
                start.server().systemIdentifier(),
                start.server().timeline(),
                start.base(),
                List.of(stream("t", 7), stream("u", -1))));
  }

  @AfterEach
  void close() throws Exception {
    slot.close();
  }

  @Test
  void reportsSlotAndStreams() throws Exception {
    database.execute("INSERT INTO t VALUES (1)");

    SlotReport report = reports(ALL).get(0);

    assertThat(report.name()).isEqualTo(slot.name);
    assertThat(report.state()).isEqualTo("reserved");
    assertThat(report.lagBytes()).isPositive();
    assertThat(report.position().streams()).containsExactly(stream("t", 7), stream("u", -1));
    assertThat(Objects.requireNonNull(report.slot()).retainedWalBytes())
        .isGreaterThanOrEqualTo(report.lagBytes());
    assertThat(report.gaps()).isEmpty();
  }

  @Test
  void reportsASlotThatIsGone() throws Exception {
    SlotRemoval.drop(slot.work, slot.name);

    SlotReport report = reports(new TableChoice(List.of(QualifiedName.parse("t")))).get(0);

    assertThat(report.state()).isEqualTo("missing");
    assertThat(report.position().streams()).containsExactly(stream("t", 7));
  }

  @Test
  void leavesNoTrace() throws Exception {
    List<String> removed = remove(ALL);

    assertThat(removed).containsExactly("\"public\".\"t\"", "\"public\".\"u\"");
    assertThat(database.column(TRACES)).isEmpty();
    assertThat(reports(ALL)).isEmpty();
  }

  @Test
  void removesOneTableAndLeavesTheOther() throws Exception {
    List<String> removed = remove(new TableChoice(List.of(QualifiedName.parse("u"))));

    assertThat(removed).containsExactly("\"public\".\"u\"");
    assertThat(database.column("SELECT tablename FROM pg_publication_tables")).containsExactly("t");
    assertThat(slot.status().isLost()).isFalse();
    assertThat(reports(ALL).get(0).position().streams()).containsExactly(stream("t", 7));
  }

  @Test
  void leavesAPublicationOfSomebodyElse() throws Exception {
    database.execute("CREATE PUBLICATION theirs FOR ALL TABLES");

    remove(ALL);

    assertThat(database.column(TRACES)).containsExactly("publication theirs");
  }

  @Test
  void removesNothingThatASourceReads() throws Exception {
    try (SlotFixture source = SlotFixture.again(slot)) {
      source.opening(OnLostSlot.FAIL).lock();

      assertThatThrownBy(() -> remove(ALL))
          .isInstanceOf(RefusedByPostgresException.class)
          .hasMessageContaining("slot " + slot.name + " is being read by a source (server process");
      assertThat(slot.status().isLost()).isFalse();
    }
  }

  private List<SlotReport> reports(TableChoice tables) throws Exception {
    return new SlotReports(slot.work, CaptureConfig.DEFAULT_SCHEMA, null).read(tables);
  }

  private List<String> remove(TableChoice tables) throws Exception {
    return new WalRemoval(slot.work, CaptureConfig.DEFAULT_SCHEMA, null).remove(tables);
  }

  private static StreamPosition stream(String table, long acknowledged) {
    return new StreamPosition(
        "test.public." + table + "/wal/" + SlotFixture.INCARNATION,
        1,
        QualifiedName.parse("public." + table),
        Math.max(0, acknowledged),
        new PointOfReference(acknowledged));
  }
}
