package dev.potoroo.postgres.connection.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.postgres.connection.ConnectionSettings;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import dev.potoroo.testkit.postgres.PostgresRole;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each finding is made to occur, and the SQL that it prints is run. */
@ExtendWith(PostgresExtension.class)
final class ServerChecksIT {
  private PostgresDatabase database;
  private PostgresRole role;
  private Examined examined;

  @BeforeEach
  void createRole(PostgresDatabase fresh) {
    database = fresh;
    role = database.createRole();
    examined = Examined.as(database, role);
  }

  @Test
  void findsNothingThatStandsInTheWayOfAnOrdinaryRole() {
    DoctorReport report =
        Doctor.examine(
            examined.settings(),
            "potoroo test doctor",
            ServerChecks.of(
                examined.settings(), new ServerChecks.Needs(1, List.of("statement_timeout"), "")));

    assertThat(report.healthy()).isTrue();
    assertThat(report.entries())
        .extracting(DoctorReport.Entry::check)
        .containsSubsequence(
            "connection",
            "server-version",
            "role",
            "read-write",
            "pooler",
            "clock",
            "durability",
            "timeouts",
            "connection-limit");
    assertThat(report.text() + report.json()).contains(role.name()).doesNotContain(role.password());
  }

  @Test
  void tellsHowTheServerKnowsTheRole() {
    String text = examined.finding(new ConnectionCheck(examined.settings())).text();

    assertThat(text).contains(examined.settings().toString()).contains("in the clear");
    if (database.server().majorVersion() >= 16) {
      assertThat(text).contains("known by scram-sha-256");
    }
  }

  @Test
  void adviseAgainstASuperuser() {
    Finding finding = Examined.as(database, database.server().superuser()).finding(new RoleCheck());

    assertThat(finding.verdict()).isEqualTo(Verdict.WARNING);
    assertThat(finding.text()).contains("is a superuser");
  }

  @Test
  void mendsTransactionsThatAreReadOnly() throws SQLException {
    set("default_transaction_read_only = on");

    Finding finding = examined.finding(new ReadWriteCheck());

    assertThat(finding.verdict()).isEqualTo(Verdict.FAILED);
    examined.assertMends(List.of(finding), new ReadWriteCheck());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"statement_timeout", "idle_in_transaction_session_timeout", "lock_timeout"})
  void mendsATimeOutThatWouldEndWork(String setting) throws SQLException {
    Check check = new TimeoutsCheck(List.of(setting));
    set(setting + " = '70s'");

    Finding finding = examined.finding(check);

    assertThat(finding.verdict()).isEqualTo(Verdict.WARNING);
    assertThat(finding.text()).startsWith(setting + " = 70000 ms: ");
    examined.assertMends(List.of(finding), check);
  }

  @Test
  void saysThatATimeOutComesFromTheConnectionString() {
    Examined hasty =
        new Examined(
            database,
            ConnectionSettings.parse(
                database.connectionString(role) + " options='-c statement_timeout=70s'"));

    Finding finding = hasty.finding(new TimeoutsCheck(List.of("statement_timeout")));

    assertThat(finding.sql()).isEmpty();
    assertThat(finding.advice())
        .isEqualTo("take statement_timeout out of --connection or PGOPTIONS");
  }

  @Test
  void mendsCommitsThatDoNotWaitForTheDisk() throws SQLException {
    set("synchronous_commit = off");

    List<Finding> findings =
        examined.by(new DurabilityCheck()).stream()
            .filter(finding -> finding.text().startsWith("synchronous_commit"))
            .toList();

    assertThat(findings).extracting(Finding::verdict).containsExactly(Verdict.WARNING);
    for (String statement : findings.get(0).sql()) {
      database.execute(statement);
    }
    assertThat(examined.by(new DurabilityCheck()))
        .noneMatch(finding -> finding.text().startsWith("synchronous_commit = off"));
  }

  @Test
  void mendsARoleThatMayHaveTooFewConnections() throws SQLException {
    Check check = new ConnectionLimitCheck(2);
    database.execute("ALTER ROLE " + role.name() + " CONNECTION LIMIT 1");

    List<Finding> findings = examined.by(check);

    assertThat(findings).extracting(Finding::verdict).containsExactly(Verdict.OK, Verdict.FAILED);
    assertThat(findings.get(1).text()).contains("has a limit of 1 connections, 2 needed");
    examined.assertMends(findings, check);
  }

  @Test
  void mendsADatabaseThatMayHaveTooFewConnections() throws SQLException {
    Check check = new ConnectionLimitCheck(2);
    database.execute("ALTER DATABASE " + database.name() + " CONNECTION LIMIT 1");

    List<Finding> findings = examined.by(check);

    assertThat(findings).extracting(Finding::verdict).contains(Verdict.FAILED);
    examined.assertMends(findings, check);
  }

  @Test
  void saysHowManyConnectionsAreMissing() {
    Finding finding = examined.finding(new ConnectionLimitCheck(100_000));

    assertThat(finding.verdict()).isEqualTo(Verdict.FAILED);
    assertThat(finding.text()).contains("connections are free, 100000 needed");
  }

  @ParameterizedTest
  @ValueSource(longs = {-90, 90})
  void noticesThatClocksAreApart(long seconds) {
    Clock clock = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(seconds));

    Finding finding = examined.finding(new ClockCheck(clock));

    assertThat(finding.verdict()).isEqualTo(Verdict.WARNING);
    assertThat(finding.text())
        .matches(
            "the server's clock is \\d{5} ms (%s) this machine's"
                .formatted(seconds < 0 ? "ahead of" : "behind"));
  }

  @Test
  void noticesAPoolerThatSharesBackends() throws Exception {
    try (TransactionPooler pooler = new TransactionPooler(database.server(), database.name())) {
      Examined pooled =
          new Examined(
              database,
              ConnectionSettings.parse(
                  database.connectionString() + " host=127.0.0.1 port=" + pooler.port()));

      Finding finding = pooled.finding(new PoolerCheck(pooled.settings(), "rows wait"));

      assertThat(finding.verdict()).isEqualTo(Verdict.WARNING);
      assertThat(finding.text()).isEqualTo("a pooler shares backends between sessions: rows wait");
    }
    assertThat(examined.finding(new PoolerCheck(examined.settings(), "rows wait")).verdict())
        .isEqualTo(Verdict.OK);
  }

  private void set(String setting) throws SQLException {
    database.execute("ALTER ROLE " + role.name() + " SET " + setting);
  }
}
