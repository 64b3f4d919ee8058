package dev.potoroo.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.potoroo.connector.command.Program;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import dev.potoroo.testkit.postgres.PostgresRole;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** {@code postgres-sink doctor}: what it finds is made to occur, and what it prints is run. */
@ExtendWith(PostgresExtension.class)
final class DoctorCommandIT {
  private PostgresDatabase database;
  private PostgresRole role;

  @BeforeEach
  void createRole(PostgresDatabase fresh) throws SQLException {
    database = fresh;
    role = GuideRights.createTableAndRole(database);
  }

  @Test
  void isContentWithTheRightsThatTheGuideGrants() throws Exception {
    Run run = doctor();

    assertThat(run.exitCode()).isZero();
    assertThat(run.findings()).noneMatch(finding -> finding.verdict().equals("failed"));
    assertThat(run.texts("table"))
        .containsExactly("column alert_log of table public.alert_log is fit");
    assertThat(run.texts("high-water-marks"))
        .containsExactly("table potoroo.high_water_mark is there");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DROP TABLE alert_log",
        "DROP SCHEMA potoroo CASCADE",
        "REVOKE INSERT ON alert_log FROM :role",
        "REVOKE USAGE ON SEQUENCE alert_log_id_seq FROM :role",
        "REVOKE USAGE ON SCHEMA potoroo FROM :role",
        "REVOKE UPDATE ON potoroo.high_water_mark FROM :role",
        "ALTER TABLE alert_log RENAME alert_log TO body",
        "ALTER TABLE alert_log ALTER alert_log TYPE int USING 0",
        "ALTER TABLE alert_log ADD account text NOT NULL",
        "ALTER TABLE alert_log SET UNLOGGED",
        "ALTER TABLE potoroo.high_water_mark SET UNLOGGED"
      })
  void mendsWhatIsAmiss(String damage) throws Exception {
    database.execute(damage.replace(":role", role.name()));

    Run run = doctor();

    assertThat(run.exitCode()).isEqualTo(1);
    for (String statement : run.sql()) {
      database.execute(statement);
    }
    assertThat(doctor().exitCode()).isZero();
    PostgresSink sink = new PostgresSink(Settings.existing(database.connectionString(role)));
    sink.open();
    sink.close();
  }

  @Test
  void mendsTheTableOfDeadLetters() throws Exception {
    assertThat(doctor().exitCode()).isZero();

    Run run = doctor("--on-rejected", "dead-letter");

    assertThat(run.exitCode()).isEqualTo(1);
    for (String statement : run.sql()) {
      database.execute(statement);
    }
    assertThat(doctor("--on-rejected", "dead-letter").exitCode()).isZero();
  }

  @Test
  void createsNothingAndSaysWhatTheSinkWould() throws Exception {
    database.execute("DROP TABLE alert_log; DROP SCHEMA potoroo CASCADE");
    database.execute(
        "GRANT CREATE ON DATABASE %s TO %s; GRANT CREATE ON SCHEMA public TO %s"
            .formatted(database.name(), role.name(), role.name()));

    Run run = doctor("--create-table");

    assertThat(run.exitCode()).isZero();
    assertThat(run.texts("table"))
        .containsExactly("table alert_log is not there yet; --create-table makes it");
    assertThat(run.texts("high-water-marks"))
        .containsExactly("table potoroo.high_water_mark is not there yet; the sink makes it");
    assertThat(database.number("SELECT count(*) FROM pg_class WHERE relname = 'alert_log'"))
        .isZero();
  }

  @Test
  void takesTheOptionsOfTheSinkAndEndsWithTwoForAWrongCall() {
    assertThat(run("--listen", "127.0.0.1:0", "--table", "a.b.c").exitCode()).isEqualTo(2);
    assertThat(run("--listen", "127.0.0.1:0").exitCode()).isZero();
  }

  /** With {@code --json}. */
  private Run doctor(String... options) {
    List<String> all = new ArrayList<>(List.of(options));
    all.add("--json");
    return run(all.toArray(String[]::new));
  }

  private Run run(String... options) {
    List<String> all = new ArrayList<>(List.of("doctor"));
    all.addAll(List.of("--connection", database.connectionString(role)));
    all.addAll(List.of(options));
    CommandLine line = Program.commandLine(new PostgresSinkCommand());
    StringWriter out = new StringWriter();
    line.setOut(new PrintWriter(out));
    int exitCode = Program.execute(line, all.toArray(String[]::new));
    return new Run(exitCode, out.toString());
  }

  private record Line(String check, String verdict, String text, List<String> sql) {}

  private record Run(int exitCode, String output) {

    List<Line> findings() throws Exception {
      List<Line> findings = new ArrayList<>();
      for (JsonNode finding : new ObjectMapper().readTree(output).get("findings")) {
        List<String> sql = new ArrayList<>();
        finding.get("sql").forEach(statement -> sql.add(statement.asText()));
        findings.add(
            new Line(
                finding.get("check").asText(),
                finding.get("verdict").asText(),
                finding.get("text").asText(),
                sql));
      }
      return findings;
    }

    List<String> texts(String check) throws Exception {
      return findings().stream()
          .filter(finding -> finding.check().equals(check))
          .map(Line::text)
          .toList();
    }

    /** Of what has failed. */
    List<String> sql() throws Exception {
      return findings().stream()
          .filter(finding -> finding.verdict().equals("failed"))
          .flatMap(finding -> finding.sql().stream())
          .distinct()
          .toList();
    }
  }
}
