package dev.potoroo.postgres.source.outbox;

import static dev.potoroo.postgres.source.capture.Operation.DELETE;
import static dev.potoroo.postgres.source.capture.Operation.INSERT;
import static dev.potoroo.postgres.source.capture.Operation.UPDATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.connector.ConfigurationException;
import dev.potoroo.connector.RetryableException;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.source.capture.CaptureConfig;
import dev.potoroo.postgres.source.capture.Installation;
import dev.potoroo.postgres.source.capture.SourceConnection;
import dev.potoroo.postgres.source.capture.TableChoice;
import dev.potoroo.postgres.source.driver.Capture;
import dev.potoroo.postgres.source.driver.SourceDriver;
import dev.potoroo.postgres.source.driver.Writer;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What it takes to capture a table, what is said when it is not there, and that nothing stays. */
@ExtendWith(PostgresExtension.class)
final class InstallationIT {

  /** Everything that a database holds beside its data, as text. */
  private static final String CATALOG =
      """
      SELECT 'schema ' || nspname FROM pg_namespace WHERE nspname !~ '^pg_(toast_)?temp'
      UNION ALL SELECT 'relation ' || oid::regclass FROM pg_class WHERE relnamespace <> 99
      UNION ALL SELECT 'function ' || oid::regprocedure FROM pg_proc
      UNION ALL SELECT 'trigger ' || tgname || ' on ' || tgrelid::regclass FROM pg_trigger
      UNION ALL SELECT 'type ' || oid::regtype FROM pg_type
      UNION ALL SELECT 'comment ' || description FROM pg_description
      UNION ALL SELECT 'rights ' || relacl::text FROM pg_class WHERE relacl IS NOT NULL
      ORDER BY 1
      """;

  private PostgresDatabase database;
  private Capture capture;

  @BeforeEach
  void createDatabase(PostgresDatabase fresh) throws SQLException {
    database = fresh;
    capture = Capture.in(database);
  }

  @Test
  void changesNothingAtASecondStart() throws Exception {
    createTable();
    SourceDriver.start(source()).close();

    try (Connection connection = SourceConnection.open(config().connection())) {
      assertThat(installation(connection).install()).isFalse();
    }
  }

  @Test
  void startsWhileAWriterHoldsTheTableOnceTheTriggersAreThere() throws Exception {
    createTable();
    SourceDriver.start(source()).close();

    try (Writer writer = Writer.begin(database).write("LOCK TABLE t IN ACCESS EXCLUSIVE MODE");
        SourceDriver source = SourceDriver.start(source())) {
      writer.write("INSERT INTO t VALUES (1)").commit();

      assertThat(source.awaitSent(1)).hasSize(1);
    }
  }

  @Test
  void asksToTryAgainWhereALongWriterKeepsItFromTheTable() throws Exception {
    createTable();

    try (Writer writer = Writer.begin(database).write("INSERT INTO t VALUES (1)");
        OutboxSource source = source()) {

      assertThatThrownBy(source::open)
          .isInstanceOf(RetryableException.class)
          .hasMessageContaining("installing the capture of table t")
          .hasMessageContaining("lock timeout");
      writer.commit();
    }
  }

  @Test
  void namesATableThatIsMissing() {
    OutboxSource source = source();

    assertThatThrownBy(source::open)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("--table: there is no table t in database \"" + database.name());
    source.close();
  }

  @Test
  void refusesAView() throws Exception {
    database.execute("CREATE VIEW t AS SELECT 1 AS id");
    OutboxSource source = source();

    assertThatThrownBy(source::open)
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("--table: expected an ordinary or partitioned table, t is a view");
    source.close();
  }

  @Test
  void refusesToReadWhereSomebodyHasSwitchedATriggerOff() throws Exception {
    createTable();
    SourceDriver.start(source()).close();
    database.execute("ALTER TABLE t DISABLE TRIGGER USER");
    OutboxSource source = source();

    assertThatThrownBy(source::open)
        .isInstanceOfSatisfying(
            RefusedByPostgresException.class,
            refused -> assertThat(refused.remedy().get(0)).contains("ENABLE TRIGGER"))
        .hasMessageContaining("has its capture switched off");
    source.close();
  }

  @Test
  void printsTheGrantsThatTheRoleLacks() throws Exception {
    capture = Capture.withoutRights(database);
    database.execute("CREATE TABLE t (id int PRIMARY KEY)");
    List<String> grants = refusal().remedy();

    for (String grant : grants) {
      database.execute(grant);
    }

    assertThat(grants)
        .containsExactly(
            "GRANT CREATE ON DATABASE \"" + database.name() + "\" TO " + role(),
            "GRANT USAGE ON SCHEMA \"public\" TO " + role(),
            "GRANT TRIGGER ON \"public\".\"t\" TO " + role());
    try (SourceDriver source = SourceDriver.start(source())) {
      database.execute("INSERT INTO t VALUES (1)");
      assertThat(source.awaitSent(1)).hasSize(1);
    }
  }

  @Test
  void printsTheGrantsOnASchemaThatIsThereForOthers() throws Exception {
    capture = Capture.withoutRights(database);
    database.execute(
        "CREATE TABLE t (id int); CREATE SCHEMA potoroo; CREATE TABLE potoroo.other ()");

    for (String grant : refusal().remedy()) {
      database.execute(grant);
    }

    SourceDriver.start(source()).close();
    try (Connection connection = SourceConnection.open(config().connection())) {
      new OutboxRemoval(connection, config().schema()).remove(new TableChoice(List.of()));
    }
    assertThat(
            database.column(
                "SELECT relname FROM pg_class WHERE relnamespace = 'potoroo'::regnamespace"))
        .containsExactly("other");
  }

  @Test
  void printsTheGrantsOfEachPartition() throws Exception {
    capture = Capture.withoutRights(database);
    database.execute(
        """
        CREATE TABLE t (id int) PARTITION BY LIST (id);
        CREATE TABLE t_1 PARTITION OF t FOR VALUES IN (1)
        """);

    for (String grant : refusal().remedy()) {
      database.execute(grant);
    }

    SourceDriver.start(source()).close();
  }

  @Test
  void printsTheSqlThatTheOwnerCanRunInItsPlace() throws Exception {
    capture = Capture.withoutRights(database);
    database.execute("CREATE TABLE t (id int PRIMARY KEY)");
    String message = String.valueOf(refusal().getMessage());

    database.execute(message.substring(message.indexOf("BEGIN;"), message.indexOf("COMMIT;") + 7));

    assertThatARoleWithoutRightsReadsTheTable();
  }

  @Test
  void printsAScriptThatHasTheResultOfAnInstallation() throws Exception {
    capture = Capture.withoutRights(database);
    database.execute("CREATE TABLE t (id int PRIMARY KEY)");

    try (Connection connection = SourceConnection.open(config().connection())) {
      database.execute(installation(connection).script());
      assertThat(installation(connection).install()).isFalse();
    }

    assertThatARoleWithoutRightsReadsTheTable();
  }

  private void assertThatARoleWithoutRightsReadsTheTable() throws Exception {
    try (SourceDriver source = SourceDriver.start(source())) {
      database.execute("INSERT INTO t VALUES (1)");
      source.awaitSent(1);
      source.acknowledge(1);
      capture.awaitOutbox(source, 0);
      assertThat(source.payloads()).containsExactly("{\"id\":1}");
    }
  }

  @Test
  void givesWritersNoRightOnOurSchema() throws Exception {
    createTable();
    var writer = database.createRole();
    database.execute("GRANT INSERT ON t TO " + writer.name());
    try (SourceDriver source = SourceDriver.start(source());
        Connection connection = database.connect(writer);
        var statement = connection.createStatement()) {

      statement.execute("INSERT INTO t VALUES (1)");

      assertThat(source.awaitSent(1)).hasSize(1);
      assertThatThrownBy(() -> statement.execute("SELECT * FROM potoroo.stream"))
          .hasMessageContaining("permission denied for schema potoroo");
    }
  }

  @Test
  void removesEveryTrace() throws Exception {
    createTable();
    capture.table("CREATE TABLE u (id int)", "u");
    List<String> before = database.column(CATALOG);
    var config = capture.of("t", "u").operations(INSERT, UPDATE, DELETE).build();
    try (SourceDriver source = SourceDriver.start(new OutboxSource(config))) {
      database.execute("INSERT INTO t VALUES (1)");
      source.awaitSent(1);
    }

    List<String> removed;
    try (Connection connection = SourceConnection.open(config.connection())) {
      removed = new OutboxRemoval(connection, config.schema()).remove(new TableChoice(List.of()));
    }

    assertThat(removed).containsExactlyInAnyOrder("\"public\".\"t\"", "\"public\".\"u\"");
    assertThat(database.column(CATALOG)).isEqualTo(before);
  }

  @Test
  void removesOneTableAndLeavesTheOther() throws Exception {
    createTable();
    capture.table("CREATE TABLE u (id int)", "u");
    SourceDriver.start(new OutboxSource(capture.of("t", "u").build())).close();

    try (Connection connection = SourceConnection.open(config().connection())) {
      new OutboxRemoval(connection, config().schema()).remove(new TableChoice(config().tables()));
    }

    assertThat(database.column("SELECT source_name FROM potoroo.stream"))
        .containsExactly("\"public\".\"u\"");
    assertThat(database.column("SELECT tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal"))
        .containsExactly("u");
  }

  @Test
  void removesNothingThatASourceReads() throws Exception {
    createTable();
    try (SourceDriver source = SourceDriver.start(source());
        Connection connection = SourceConnection.open(config().connection())) {
      OutboxRemoval removal = new OutboxRemoval(connection, config().schema());

      assertThatThrownBy(() -> removal.remove(new TableChoice(List.of())))
          .isInstanceOf(RefusedByPostgresException.class)
          .hasMessageContaining("is being read by a source (server process");
      assertThat(source.drain()).isEmpty();
    }
  }

  @Test
  void noticesADatabaseThatWasRestoredIntoAnotherServer() throws Exception {
    createTable();
    SourceDriver.start(source()).close();
    database.execute("UPDATE potoroo.tick SET snapshot = '9000000000:9000000000:'");
    OutboxSource source = source();

    assertThatThrownBy(source::open)
        .isInstanceOf(RefusedByPostgresException.class)
        .hasMessageContaining("was cut up to transaction 9000000000")
        .hasMessageContaining("comes from a dump of another server");
    source.close();
  }

  private RefusedByPostgresException refusal() {
    OutboxSource source = source();
    try {
      source.open();
      throw new AssertionError("expected a refusal");
    } catch (RefusedByPostgresException e) {
      return e;
    } catch (RetryableException e) {
      throw new AssertionError("expected a refusal", e);
    } finally {
      source.close();
    }
  }

  private void createTable() throws SQLException {
    capture.table("CREATE TABLE t (id int PRIMARY KEY)", "t");
  }

  private CaptureConfig config() {
    return capture.of("t").build();
  }

  private OutboxSource source() {
    return new OutboxSource(config());
  }

  private Installation installation(Connection connection) {
    return new Installation(connection, config(), new OutboxPlanner(connection, config()));
  }

  private String role() {
    return '"' + capture.role().name() + '"';
  }
}
