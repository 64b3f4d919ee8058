package dev.potoroo.postgres.source.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.postgres.connection.doctor.Check;
import dev.potoroo.postgres.connection.doctor.Doctor;
import dev.potoroo.postgres.connection.doctor.DoctorReport.Entry;
import dev.potoroo.postgres.connection.doctor.Finding;
import dev.potoroo.postgres.connection.doctor.Verdict;
import dev.potoroo.postgres.source.capture.CaptureConfig;
import dev.potoroo.postgres.source.capture.CaptureMode;
import dev.potoroo.postgres.source.capture.CapturePlan.Planner;
import dev.potoroo.postgres.source.driver.Capture;
import dev.potoroo.postgres.source.driver.CaptureConfigBuilder;
import dev.potoroo.postgres.source.notify.NotifyPlanner;
import dev.potoroo.postgres.source.notify.NotifySource;
import dev.potoroo.postgres.source.outbox.OutboxPlanner;
import dev.potoroo.postgres.source.outbox.OutboxSource;
import dev.potoroo.postgres.source.wal.slot.SlotName;
import dev.potoroo.testkit.postgres.OwnServer;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Each finding is made to occur, and the SQL that it prints is run. */
@ExtendWith(PostgresExtension.class)
final class SourceChecksIT {
  private static final String CREATE = "CREATE TABLE events (id int PRIMARY KEY, body text)";

  private PostgresDatabase database;

  @BeforeEach
  void take(PostgresDatabase fresh) {
    database = fresh;
  }

  @Test
  void isContentWithARunningSource() throws Exception {
    Capture capture = Capture.in(database).table(CREATE, "events");
    CaptureConfig config = capture.of("events").build();
    try (OutboxSource source = new OutboxSource(config)) {
      source.open();

      assertThat(verdicts(config)).containsOnly(Verdict.OK);
      assertThat(texts(config))
          .contains(
              "schema potoroo of " + capture.role(),
              "table public.events, 2 columns, primary key id",
              "table public.events is captured");
    }
  }

  @Test
  void changesNothing() throws Exception {
    CaptureConfig config = Capture.in(database).table(CREATE, "events").of("events").build();

    examine(config);

    assertThat(database.number("SELECT count(*) FROM pg_namespace WHERE nspname = 'potoroo'"))
        .isZero();
    assertThat(database.number("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal")).isZero();
  }

  @Test
  void printsTheSqlOfACaptureThatIsNotThere() throws Exception {
    CaptureConfig config = Capture.in(database).table(CREATE, "events").of("events").build();

    List<Entry> entries = examine(config);

    assertThat(finding(entries, "capture").verdict()).isEqualTo(Verdict.WARNING);
    assertMends(config, entries);
    try (OutboxSource source = new OutboxSource(config)) {
      source.open();
    }
  }

  @Test
  void printsTheSqlOfACaptureThatTheOptionsAskToBeDifferent() throws Exception {
    Capture capture = Capture.in(database).table(CREATE, "events");
    install(capture.of("events"));
    CaptureConfig bodies = capture.of("events").columns("body").build();

    List<Entry> entries = examine(bodies);

    assertThat(finding(entries, "capture").verdict()).isEqualTo(Verdict.WARNING);
    assertMends(bodies, entries);
  }

  @Test
  void printsTheGrantsThatLetTheRoleInstall() throws Exception {
    CaptureConfig config =
        Capture.withoutRights(database).of("\"Odd Schema\".\"odd;table\"").build();
    database.execute(
        "CREATE SCHEMA \"Odd Schema\"; CREATE TABLE \"Odd Schema\".\"odd;table\" (id int"
            + " PRIMARY KEY)");

    List<Entry> entries = examine(config);

    Finding capture = finding(entries, "capture");
    assertThat(capture.verdict()).isEqualTo(Verdict.FAILED);
    assertThat(capture.sql())
        .extracting(sql -> sql.replaceFirst(" TO .*", ""))
        .containsExactly(
            "GRANT CREATE ON DATABASE \"" + database.name() + "\"",
            "GRANT USAGE ON SCHEMA \"Odd Schema\"",
            "GRANT TRIGGER ON \"Odd Schema\".\"odd;table\"");
    run(capture.sql());
    try (OutboxSource source = new OutboxSource(config)) {
      source.open();
    }
    assertThat(verdicts(config)).containsOnly(Verdict.OK);
  }

  @Test
  void printsTheGrantsOfWhatSomebodyElseHasInstalled() throws Exception {
    Capture owner = Capture.in(database).table(CREATE, "events");
    install(owner.of("events"));
    CaptureConfig other = Capture.withoutRights(database).of("events").build();

    List<Entry> entries = examine(other);

    assertThat(verdicts(other)).contains(Verdict.FAILED);
    assertMends(other, entries);
    try (OutboxSource source = new OutboxSource(other)) {
      source.open();
    }
  }

  @Test
  void mendsTriggersThatSomebodyHasSwitchedOff() throws Exception {
    CaptureConfigBuilder builder = Capture.in(database).table(CREATE, "events").of("events");
    install(builder);
    database.execute("ALTER TABLE events DISABLE TRIGGER USER");

    List<Entry> entries = examine(builder.build());

    assertThat(finding(entries, "capture").text()).contains("has its capture switched off");
    assertMends(builder.build(), entries);
  }

  @Test
  void mendsTriggersThatSomebodyHasDropped() throws Exception {
    CaptureConfigBuilder builder = Capture.in(database).table(CREATE, "events").of("events");
    install(builder);
    database.execute(
        "DROP TRIGGER \"%s\" ON events"
            .formatted(
                database.column("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal").get(0)));

    List<Entry> entries = examine(builder.build());

    assertThat(finding(entries, "capture").verdict()).isEqualTo(Verdict.WARNING);
    assertMends(builder.build(), entries);
  }

  @Test
  void looksAtTheTriggersOfModeNotifyToo() throws Exception {
    CaptureConfig config =
        Capture.in(database).table(CREATE, "events").of("events").notifying().build();
    List<Entry> entries = examine(config);

    assertMends(config, entries);

    try (NotifySource source = new NotifySource(config)) {
      source.open();
    }
  }

  @Test
  void saysThatATableIsMissingAndSkipsWhatNeedsIt() throws Exception {
    CaptureConfig config = Capture.in(database).of("events").build();

    List<Entry> entries = examine(config);

    assertThat(finding(entries, "table").verdict()).isEqualTo(Verdict.FAILED);
    assertThat(finding(entries, "table").text()).startsWith("--table: there is no table events");
    assertThat(finding(entries, "capture").verdict()).isEqualTo(Verdict.SKIPPED);
  }

  @Test
  void saysThatAColumnIsMissing() throws Exception {
    CaptureConfig config =
        Capture.in(database).table(CREATE, "events").of("events").columns("id", "bodies").build();

    Finding table = finding(examine(config), "table");

    assertThat(table.verdict()).isEqualTo(Verdict.FAILED);
    assertThat(table.text()).contains("bodies");
  }

  @Test
  void warnsOfATableWithoutPrimaryKey() throws Exception {
    CaptureConfig config =
        Capture.in(database)
            .table("CREATE TABLE events (body text)", "events")
            .of("events")
            .build();

    assertThat(finding(examine(config), "table").verdict()).isEqualTo(Verdict.WARNING);
  }

  @Test
  void mendsWhatReplicationNeeds() throws Exception {
    try (OwnServer own = OwnServer.start();
        PostgresDatabase fresh = own.server().createDatabase()) {
      database = fresh;
      fresh.execute("ALTER SYSTEM SET max_wal_senders = 0");
      own.server().restart();
      CaptureConfig config = Capture.withoutRights(fresh).of("events").build();

      List<Entry> entries = examine(config, SourceChecks.ofReplication(new SlotName("wanted")));

      assertThat(entries)
          .filteredOn(entry -> entry.finding().verdict() == Verdict.FAILED)
          .extracting(Entry::check)
          .containsExactly("wal-level", "replication-right", "replication-room");
      run(entries.stream().flatMap(entry -> entry.finding().sql().stream()).toList());
      own.server().restart();
      assertThat(examine(config, SourceChecks.ofReplication(new SlotName("wanted"))))
          .extracting(entry -> entry.finding().verdict())
          .containsOnly(Verdict.OK);
    }
  }

  private static void install(CaptureConfigBuilder config) throws Exception {
    try (OutboxSource source = new OutboxSource(config.build())) {
      source.open();
    }
  }

  /** What is the source's own among all. */
  private static List<Entry> examine(CaptureConfig config) {
    return examine(config, SourceChecks.of(config, planners(config))).stream()
        .filter(entry -> List.of("schema", "table", "capture").contains(entry.check()))
        .toList();
  }

  private static Function<Connection, Planner> planners(CaptureConfig config) {
    return connection ->
        config.mode() == CaptureMode.NOTIFY
            ? new NotifyPlanner(connection, config)
            : new OutboxPlanner(connection, config);
  }

  private static List<Entry> examine(CaptureConfig config, List<Check> checks) {
    return Doctor.examine(config.connection(), "potoroo test doctor", checks).entries();
  }

  private static List<Verdict> verdicts(CaptureConfig config) {
    return examine(config).stream().map(entry -> entry.finding().verdict()).toList();
  }

  private static List<String> texts(CaptureConfig config) {
    return examine(config).stream().map(entry -> entry.finding().text()).toList();
  }

  private static Finding finding(List<Entry> entries, String check) {
    return entries.stream()
        .filter(entry -> entry.check().equals(check))
        .map(Entry::finding)
        .findFirst()
        .orElseThrow();
  }

  private void assertMends(CaptureConfig config, List<Entry> entries) throws SQLException {
    List<String> sql = entries.stream().flatMap(e -> e.finding().sql().stream()).toList();
    assertThat(sql).isNotEmpty();
    run(sql);
    assertThat(verdicts(config)).containsOnly(Verdict.OK);
  }

  private void run(List<String> statements) throws SQLException {
    for (String statement : statements) {
      database.execute(statement);
    }
  }
}
