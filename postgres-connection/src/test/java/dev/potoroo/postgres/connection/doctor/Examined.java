package dev.potoroo.postgres.connection.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.postgres.connection.ConnectionSettings;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresRole;
import java.sql.SQLException;
import java.util.List;

/** What a doctor says of a test's database, and what becomes of it when it is listened to. */
record Examined(PostgresDatabase database, ConnectionSettings settings) {

  static Examined as(PostgresDatabase database, PostgresRole role) {
    return new Examined(database, ConnectionSettings.parse(database.connectionString(role)));
  }

  /** The findings of these checks over one connection. */
  List<Finding> by(Check... checks) {
    return Doctor.examine(settings, "potoroo test doctor", List.of(checks)).entries().stream()
        .map(DoctorReport.Entry::finding)
        .toList();
  }

  /** The only one. */
  Finding finding(Check check) {
    List<Finding> findings = by(check);
    assertThat(findings).hasSize(1);
    return findings.get(0);
  }

  /** Runs what the findings print, as superuser, and sees that nothing is left to be mended. */
  void assertMends(List<Finding> findings, Check... checks) throws SQLException {
    assertThat(findings).anySatisfy(finding -> assertThat(finding.sql()).isNotEmpty());
    for (Finding finding : findings) {
      for (String statement : finding.sql()) {
        database.execute(statement);
      }
    }
    assertThat(by(checks)).extracting(Finding::verdict).containsOnly(Verdict.OK);
  }
}
