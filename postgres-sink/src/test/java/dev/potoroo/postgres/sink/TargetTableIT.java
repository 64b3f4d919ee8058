package dev.potoroo.postgres.sink;

import static dev.potoroo.postgres.sink.Batches.batch;
import static dev.potoroo.postgres.sink.Batches.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.potoroo.connector.sink.SinkStream;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import dev.potoroo.testkit.postgres.PostgresRole;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the sink asks of its table, and that the SQL it prints mends what it complains about. */
@ExtendWith(PostgresExtension.class)
final class TargetTableIT {
  private static final SinkStream STREAM = stream("public.transactions");

  private final PostgresDatabase database;
  private final PostgresRole role;
  private final String connection;

  TargetTableIT(PostgresDatabase database) throws SQLException {
    this.database = database;
    role = database.createRole();
    connection = database.connectionString(role);
    database.execute("DROP TABLE IF EXISTS alert_log; DROP SCHEMA IF EXISTS potoroo CASCADE");
  }

  @Test
  void createsTheTableAndIsContentWithItTheSecondTime() throws Exception {
    letCreate();
    write(Settings.creating(connection), "{}");
    open(Settings.creating(connection));

    assertThat(
            database.rows(
                "SELECT column_name, data_type, is_nullable, column_default"
                    + " FROM information_schema.columns WHERE table_name = 'alert_log'"
                    + " ORDER BY ordinal_position"))
        .hasToString(
            "[[id, integer, NO, nextval('alert_log_id_seq'::regclass)],"
                + " [alert_log, character varying, YES, null],"
                + " [created_at, timestamp with time zone, NO, now()]]");
    assertThat(database.number("SELECT count(*) FROM alert_log")).isEqualTo(1);
  }

  @Test
  void goesOnWhenAnotherConnectorCreatesTheSchemaAtTheSameTime() throws Exception {
    letCreate();
    try (Connection other = database.connect(role);
        PostgresSink sink = new PostgresSink(Settings.creating(connection))) {
      other.setAutoCommit(false);
      other.createStatement().execute("CREATE SCHEMA potoroo");

      CompletableFuture<Void> opening =
          CompletableFuture.runAsync(() -> assertThatCode(sink::open).doesNotThrowAnyException());
      await()
          .until(
              () ->
                  database.number(
                          "SELECT count(*) FROM pg_stat_activity WHERE"
                              + " datname = current_database() AND wait_event_type = 'Lock'")
                      == 1);
      other.commit();

      opening.get(10, TimeUnit.SECONDS);
      assertThat(sink.highWaterMark(STREAM)).isEqualTo(PointOfReference.NEVER);
    }
  }

  @Test
  void namesAMissingTable() throws Exception {
    assertMends(
        Settings.existing(connection),
        "table alert_log is not there; create it, or start with --create-table");
  }

  @Test
  void namesAMissingColumn() throws Exception {
    database.execute("CREATE TABLE alert_log (id serial)");

    assertMends(
        Settings.existing(connection),
        "table public.alert_log has no column alert_log; expected one of type text");
  }

  @Test
  void namesAColumnOfAnUnfitType() throws Exception {
    database.execute("CREATE TABLE alert_log (alert_log numeric(10,2))");

    assertMends(
        Settings.existing(connection),
        "column alert_log of table public.alert_log is unfit: expected type text, varchar, json,"
            + " jsonb or bytea, got numeric(10,2)");
  }

  @Test
  void namesAGeneratedColumn() throws Exception {
    database.execute(
        "CREATE TABLE alert_log (id int, alert_log text GENERATED ALWAYS AS ('x') STORED)");

    assertMends(
        Settings.existing(connection), "column alert_log of table public.alert_log is generated");
  }

  @Test
  void namesAllOtherColumnsThatAskForAValue() throws Exception {
    database.execute(
        "CREATE TABLE alert_log (id bigint PRIMARY KEY, alert_log text NOT NULL,"
            + " \"Shop\" text NOT NULL, fine int NOT NULL DEFAULT 7, also text)");

    assertMends(
        Settings.existing(connection),
        "column id of table public.alert_log is NOT NULL and has no default, and this sink fills"
            + " only alert_log",
        "column \"Shop\" of table public.alert_log is NOT NULL and has no default");
  }

  @Test
  void namesATableThatACrashWouldEmpty() throws Exception {
    database.execute("CREATE UNLOGGED TABLE alert_log (alert_log text)");

    assertMends(Settings.existing(connection), "table public.alert_log is unlogged");
  }

  @Test
  void refusesAView() throws Exception {
    database.execute("CREATE TABLE real (alert_log text)");
    database.execute("CREATE VIEW \"a view\" AS SELECT * FROM real");

    assertThatThrownBy(() -> open(Settings.of(connection, "\"a view\"", "alert_log", true)))
        .isInstanceOf(RefusedByPostgresException.class)
        .hasMessageContaining("public.\"a view\" is no table");
  }

  @Test
  void looksAgainAfterEachReconnection() throws Exception {
    letCreate();
    PostgresSink sink = new PostgresSink(Settings.creating(connection));
    sink.open();
    sink.close();
    database.execute("ALTER TABLE alert_log RENAME COLUMN alert_log TO message");

    assertThatThrownBy(sink::open)
        .isInstanceOf(RefusedByPostgresException.class)
        .hasMessageContaining("has no column alert_log");

    sink.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text",
        "varchar",
        "varchar(60)",
        "char(20)",
        "json",
        "jsonb",
        "bytea",
        "a_domain",
        "a_json"
      })
  void fillsColumnsOfManyTypes(String type) throws Exception {
    database.execute(
        "DROP DOMAIN IF EXISTS a_domain, a_json, base;"
            + " CREATE DOMAIN base AS text CHECK (value <> '');"
            + " CREATE DOMAIN a_domain AS base; CREATE DOMAIN a_json AS json");
    given("CREATE TABLE alert_log (alert_log " + type + ")");

    write(Settings.existing(connection), "{\"id\": 7}");

    String text = type.equals("bytea") ? "convert_from(alert_log, 'UTF8')" : "alert_log::text";
    assertThat(database.column("SELECT trim(" + text + ") FROM alert_log"))
        .containsExactly("{\"id\": 7}");
  }

  @Test
  void writesAnyBytesToBytea() throws Exception {
    given("CREATE TABLE alert_log (alert_log bytea)");
    byte[] bytes = {0, (byte) 0xFF, 'a', '\\', 0};

    try (PostgresSink sink = opened(Settings.existing(connection))) {
      sink.write(new Batches().message(STREAM, 1, bytes).batch());
    }

    assertThat(database.column("SELECT encode(alert_log, 'hex') FROM alert_log"))
        .containsExactly("00ff615c00");
  }

  @Test
  void fillsAPartitionedTable() throws Exception {
    given(
        "CREATE TABLE alert_log (alert_log text, day date NOT NULL DEFAULT current_date)"
            + " PARTITION BY RANGE (day);"
            + " CREATE TABLE whole PARTITION OF alert_log DEFAULT");

    write(Settings.existing(connection), "one");

    assertThat(database.column("SELECT alert_log FROM whole")).containsExactly("one");
  }

  @Test
  void findsATableWithoutSchemaAlongTheSearchPath() throws Exception {
    letCreate();
    database.execute(
        """
        CREATE SCHEMA along;
        CREATE TABLE along.alert_log (alert_log text);
        GRANT USAGE ON SCHEMA along TO %1$s;
        GRANT INSERT ON TABLE along.alert_log TO %1$s
        """
            .formatted(role.name()));

    write(Settings.existing(connection + " options='-c search_path=nowhere,along'"), "one");

    assertThat(database.column("SELECT alert_log FROM along.alert_log")).containsExactly("one");
    database.execute("DROP SCHEMA along CASCADE");
  }

  private void given(String createTable) throws SQLException {
    database.execute(createTable);
    GuideRights.giveToSink(database, role);
  }

  /** As an administrator does who leaves the tables to the sink. */
  private void letCreate() throws SQLException {
    database.execute(
        "GRANT CREATE ON DATABASE %1$s TO %2$s; GRANT CREATE ON SCHEMA public TO %2$s"
            .formatted(database.name(), role.name()));
  }

  /** A role without any rights can write after what is printed, all at once, was run. */
  private void assertMends(PostgresSinkSettings settings, String... complaints) throws Exception {
    RefusedByPostgresException refusal =
        catchThrowableOfType(RefusedByPostgresException.class, () -> open(settings));
    assertThat(refusal).hasMessageContainingAll(complaints);

    for (String statement : refusal.remedy()) {
      assertThat(refusal).hasMessageContaining(statement + ";");
      database.execute(statement);
    }

    write(settings, "{}");
    assertThat(database.number("SELECT count(*) FROM alert_log WHERE alert_log::text = '{}'"))
        .isEqualTo(1);
  }

  private static PostgresSink opened(PostgresSinkSettings settings) throws Exception {
    PostgresSink sink = new PostgresSink(settings);
    try {
      sink.open();
      return sink;
    } catch (Exception e) {
      sink.close();
      throw e;
    }
  }

  private static void open(PostgresSinkSettings settings) throws Exception {
    opened(settings).close();
  }

  /** The next message of the stream. */
  private static void write(PostgresSinkSettings settings, String payload) throws Exception {
    try (PostgresSink sink = opened(settings)) {
      PointOfReference mark = sink.highWaterMark(STREAM);
      sink.write(batch(STREAM, mark, mark.value() + 1, payload));
    }
  }
}
