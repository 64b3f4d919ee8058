package dev.potoroo.postgres.source.wal.slot;

import static dev.potoroo.postgres.source.capture.Operation.DELETE;
import static dev.potoroo.postgres.source.capture.Operation.INSERT;
import static dev.potoroo.postgres.source.capture.Operation.UPDATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.potoroo.connector.ConfigurationException;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.capture.CaptureConfig;
import dev.potoroo.postgres.source.capture.CapturedTable;
import dev.potoroo.postgres.source.capture.SqlScript;
import dev.potoroo.testkit.postgres.OddName;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.replication.PGReplicationStream;

/** Which publication a table gets, and which of somebody else's is taken. */
@ExtendWith(PostgresExtension.class)
final class PublicationIT {
  private static final String MEMBERS =
      "SELECT pubname || ' ' || tablename FROM pg_publication_tables ORDER BY 1";

  private PostgresDatabase database;
  private SlotFixture slot;

  @BeforeEach
  void createTable(PostgresDatabase fresh) throws Exception {
    database = fresh;
    slot = SlotFixture.in(fresh);
  }

  @AfterEach
  void close() throws Exception {
    slot.close();
  }

  @Test
  void publishesAllOperationsOfATableWithAPrimaryKey() throws Exception {
    install("t");

    assertThat(database.column(MEMBERS)).containsExactly(slot.publication() + " t");
    assertThat(
            database.rows(
                "SELECT pubinsert AND pubupdate AND pubdelete AND pubtruncate, pubviaroot "
                    + "FROM pg_publication WHERE pubname = '"
                    + slot.publication()
                    + "'"))
        .containsExactly(List.of("t", "t"));
  }

  @Test
  void hasNothingToDoASecondTime() throws Exception {
    install("t");

    assertThat(slot.plan(INSERT).statements(slot.table("t"))).isEmpty();
  }

  @Test
  void publishesGeneratedColumnsAsSoonAsTheServerCan() throws Exception {
    assumeThat(database.server().majorVersion()).isGreaterThanOrEqualTo(18);
    install("t");
    database.execute(
        "ALTER PUBLICATION %s SET (publish_generated_columns = none)"
            .formatted(slot.publication()));

    install("t");

    assertThat(database.column("SELECT pubgencols::text FROM pg_publication"))
        .containsExactly("s", "s");
  }

  @Test
  void leavesTheWritersOfATableWithoutReplicaIdentityAlone() throws Exception {
    createOwned("CREATE TABLE plain (body text)", "plain");

    install("plain");

    assertThat(database.column(MEMBERS)).containsExactly(slot.publication() + "_insert plain");
    database.execute("INSERT INTO plain VALUES ('a'); UPDATE plain SET body = 'b'");
  }

  @Test
  void movesATableOnceItHasAReplicaIdentity() throws Exception {
    createOwned("CREATE TABLE plain (body text)", "plain");
    install("plain");
    database.execute("ALTER TABLE plain REPLICA IDENTITY FULL");

    install("plain");

    assertThat(database.column(MEMBERS)).containsExactly(slot.publication() + " plain");
  }

  @Test
  void saysThatUpdatesNeedAReplicaIdentity() throws Exception {
    createOwned("CREATE TABLE plain (body text)", "plain");
    PublicationPlan plan = slot.plan(INSERT, UPDATE, DELETE);
    CapturedTable table = slot.table("plain");

    assertThatThrownBy(() -> plan.statements(table))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("--operations: table public.plain has no replica identity")
        .hasMessageContaining("ALTER TABLE \"public\".\"plain\" REPLICA IDENTITY FULL");
  }

  @Test
  void publishesAPartitionedTableUnderItsOwnName() throws Exception {
    createOwned(
        """
        CREATE TABLE parted (id int PRIMARY KEY) PARTITION BY RANGE (id);
        CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (0) TO (10)
        """,
        "parted");

    install("parted");

    assertThat(database.column(MEMBERS)).containsExactly(slot.publication() + " parted");
  }

  @Test
  void takesAPublicationOfSomebodyElseAsItIs() throws Exception {
    database.execute("CREATE PUBLICATION " + slot.publication() + " FOR ALL TABLES");

    assertThat(slot.plan(INSERT, UPDATE).statements(slot.table("t"))).isEmpty();
    assertThat(slot.plan(INSERT).option()).isEqualTo('"' + slot.publication().toString() + '"');
  }

  @Test
  void saysWhatIsMissingInAPublicationOfSomebodyElse() throws Exception {
    createOwned("CREATE TABLE parted (id int PRIMARY KEY) PARTITION BY RANGE (id)", "parted");
    database.execute("CREATE PUBLICATION " + slot.publication() + " WITH (publish = 'insert')");
    CapturedTable table = slot.table("t");
    CapturedTable parted = slot.table("parted");

    assertThatThrownBy(() -> slot.plan(INSERT).statements(table))
        .isInstanceOfSatisfying(
            ConfigurationException.class,
            e ->
                assertThat(e.complaints())
                    .satisfiesExactly(
                        operations -> assertThat(operations).contains("leaves operations out"),
                        missing -> assertThat(missing).contains("does not have table public.t")));
    assertThatThrownBy(() -> slot.plan(INSERT).statements(parted))
        .hasMessageContaining("publishes the partitions of public.parted each by itself");
  }

  @ParameterizedTest
  @ValueSource(strings = {"u WHERE (id > 5)", "u (id)", "u (id) WHERE (id > 5)"})
  void refusesAPublicationThatLeavesRowsOrColumnsOut(String part) throws Exception {
    assumeThat(database.server().majorVersion()).isGreaterThanOrEqualTo(15);
    createOwned("CREATE TABLE u (id int PRIMARY KEY, note text)", "u");
    database.execute("CREATE PUBLICATION " + slot.publication() + " FOR TABLE " + part);
    CapturedTable table = slot.table("u");

    assertThatThrownBy(() -> slot.plan(INSERT).statements(table))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("leaves rows or columns of table public.u out");
  }

  @Test
  void refusesARootWhosePartsAreWholeWhenItIsNot() throws Exception {
    assumeThat(database.server().majorVersion()).isGreaterThanOrEqualTo(15);
    createOwned(
        """
        CREATE TABLE parted (id int PRIMARY KEY) PARTITION BY RANGE (id);
        CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (0) TO (10)
        """,
        "parted");
    database.execute(
        "CREATE PUBLICATION %s FOR TABLE parted WHERE (id > 5), parted_1 WITH (publish_via_partition_root)"
            .formatted(slot.publication()));
    CapturedTable parted = slot.table("parted");

    assertThatThrownBy(() -> slot.plan(INSERT).statements(parted))
        .hasMessageContaining("leaves rows or columns of table public.parted out");
  }

  @Test
  void noticesThatOurOwnLeavesRowsOutByNow() throws Exception {
    assumeThat(database.server().majorVersion()).isGreaterThanOrEqualTo(15);
    createOwned("CREATE TABLE plain (body text)", "plain");
    install("t");
    install("plain");
    database.execute(
        "ALTER PUBLICATION %1$s SET TABLE t WHERE (id > 5); ALTER PUBLICATION %1$s_insert SET TABLE plain WHERE (body <> '')"
            .formatted(slot.publication()));

    for (String name : List.of("t", "plain")) {
      CapturedTable table = slot.table(name);
      assertThatThrownBy(() -> slot.plan(INSERT).requireWhole(table))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("leaves rows or columns of table public." + name + " out");
    }
  }

  @Test
  void takesTheOddestNamesForWhatTheyAre() throws Exception {
    OddName.createCanary(database);
    List<String> options = new ArrayList<>();
    for (OddName odd : OddName.values()) {
      PublicationPlan plan = plan(odd);
      SqlScript.run(slot.work, plan.statements(slot.table("t")));
      options.add(plan.option());
    }
    slot.install().opening(OnLostSlot.FAIL).open(false);

    try (Connection replication = ReplicationConnection.open(slot.settings());
        PGReplicationStream stream =
            replication
                .unwrap(PGConnection.class)
                .getReplicationAPI()
                .replicationStream()
                .logical()
                .withSlotName(slot.name.quoted())
                .withSlotOption("proto_version", 1)
                .withSlotOption("publication_names", String.join(",", options))
                .start()) {
      database.execute("INSERT INTO t VALUES (1)");

      // Begin, or whatever comes first: the server has found the publications.
      assertThat(stream.read().hasRemaining()).isTrue();
    }
    assertThat(OddName.canaryLives(database)).isTrue();
  }

  /** A publication's name needs room for the ending of the one for insertions alone. */
  private PublicationPlan plan(OddName odd) {
    SqlName name =
        new SqlName(odd == OddName.SIXTY_THREE_BYTES ? odd.text().substring(4) : odd.text());
    return new PublicationPlan(
        slot.work, CaptureConfig.DEFAULT_SCHEMA, new PublicationName(name), Set.of(INSERT));
  }

  private void install(String table) throws SQLException {
    SqlScript.run(slot.work, slot.plan(INSERT).statements(slot.table(table)));
  }

  private void createOwned(String sql, String table) throws SQLException {
    database.execute(sql);
    database.execute("ALTER TABLE " + table + " OWNER TO " + slot.role.name());
  }
}
