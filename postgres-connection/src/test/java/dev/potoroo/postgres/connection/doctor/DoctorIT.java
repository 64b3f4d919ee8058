package dev.potoroo.postgres.connection.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.potoroo.postgres.connection.ConnectionSettings;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import dev.potoroo.testkit.postgres.PostgresRole;
import java.io.IOException;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The report comes, whatever is wrong. */
@ExtendWith(PostgresExtension.class)
final class DoctorIT {
  private PostgresDatabase database;
  private PostgresRole role;

  @BeforeEach
  void createRole(PostgresDatabase fresh) {
    database = fresh;
    role = database.createRole();
  }

  @Test
  void reportsAServerThatIsNotThere() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }

    DoctorReport report = examine("host=127.0.0.1 port=%d user=potoroo".formatted(port));

    assertOnlyTheConnectionFailed(report);
    assertThat(report.text()).contains("waiting for PostgreSQL, potoroo@127.0.0.1:" + port);
  }

  @Test
  void reportsAWrongPasswordWithoutShowingIt() {
    DoctorReport report =
        examine(database.connectionString(new PostgresRole(role.name(), "not-the-password")));

    assertOnlyTheConnectionFailed(report);
    assertThat(report.text())
        .contains("password authentication failed")
        .doesNotContain("not-the-password");
  }

  @Test
  void mendsADatabaseThatIsNotThere() throws SQLException {
    String later = database.name() + "_Later";
    String connection = database.connectionString(role) + " dbname=" + later;
    DoctorReport report = examine(connection);

    assertOnlyTheConnectionFailed(report);
    List<String> sql = report.entries().get(0).finding().sql();

    try {
      for (String statement : sql) {
        database.execute(statement);
      }
      assertThat(examine(connection).healthy()).isTrue();
    } finally {
      database.execute("DROP DATABASE IF EXISTS \"" + later + "\"");
    }
  }

  @Test
  void goesOnAfterACheckThatPostgresqlRefuses() {
    DoctorReport report = examine(database.connectionString(role), refused(), new RoleCheck());

    assertThat(report.entries())
        .extracting(entry -> entry.finding().verdict())
        .containsExactly(Verdict.FAILED, Verdict.OK);
    assertThat(report.entries().get(0).finding().text())
        .startsWith("PostgreSQL does not tell: permission denied for table pg_authid");
  }

  @Test
  void skipsWhatIsLeftWhenTheConnectionIsLost() {
    DoctorReport report = examine(database.connectionString(role), terminating(), new RoleCheck());

    assertThat(report.entries())
        .extracting(entry -> entry.finding().verdict())
        .containsExactly(Verdict.FAILED, Verdict.SKIPPED);
  }

  @Test
  void printsTheSameForPrograms() throws Exception {
    DoctorReport report = examine(database.connectionString(role), refused(), new RoleCheck());

    JsonNode json = new ObjectMapper().readTree(report.json());

    assertThat(json.get("healthy").asBoolean()).isFalse();
    assertThat(json.get("connection").asText()).contains(role.name() + "@");
    assertThat(json.get("findings")).hasSize(2);
    JsonNode finding = json.get("findings").get(0);
    assertThat(finding.fieldNames())
        .toIterable()
        .containsExactly("check", "verdict", "text", "sql", "advice");
    assertThat(finding.get("check").asText()).isEqualTo("refused");
    assertThat(finding.get("verdict").asText()).isEqualTo("failed");
  }

  private static DoctorReport examine(String connection, Check... checks) {
    return Doctor.examine(
        ConnectionSettings.parse(connection), "potoroo test doctor", List.of(checks));
  }

  private static void assertOnlyTheConnectionFailed(DoctorReport report) {
    assertThat(report.healthy()).isFalse();
    assertThat(report.entries())
        .extracting(DoctorReport.Entry::check)
        .containsExactly("connection");
  }

  private static Check refused() {
    return new Asking("refused", "SELECT rolpassword FROM pg_authid");
  }

  private static Check terminating() {
    return new Asking("terminating", "SELECT pg_terminate_backend(pg_backend_pid())");
  }

  private record Asking(String name, String sql) implements Check {
    @Override
    public List<Finding> examine(Connection connection) throws SQLException {
      try (var statement = connection.createStatement()) {
        statement.execute(sql);
        return List.of(Finding.ok("answered"));
      }
    }
  }
}
