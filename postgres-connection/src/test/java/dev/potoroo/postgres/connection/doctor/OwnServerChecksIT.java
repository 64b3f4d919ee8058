package dev.potoroo.postgres.connection.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.testkit.postgres.OwnServer;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresRole;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Findings that are of the whole server, made to occur on one that nobody shares. */
final class OwnServerChecksIT {

  @Test
  void mendsWhatTheWholeServerHas() throws Exception {
    try (OwnServer own = OwnServer.start()) {
      PostgresDatabase database = own.server().createDatabase();
      PostgresRole role = database.createRole();
      Examined examined = Examined.as(database, role);
      mendsCommitsThatReachNoDisk(database, examined);
      mendsAServerWithoutFreeConnections(own, database, examined);

      own.becomeStandby();

      Finding standby = examined.finding(new ReadWriteCheck());
      assertThat(standby.verdict()).isEqualTo(Verdict.FAILED);
      assertThat(standby.text()).isEqualTo("the server is a standby, which takes no writes");
    }
  }

  private static void mendsCommitsThatReachNoDisk(PostgresDatabase database, Examined examined)
      throws Exception {
    database.execute("ALTER SYSTEM SET fsync = off");
    database.execute("SELECT pg_reload_conf()");

    List<Finding> findings = examined.by(new DurabilityCheck());

    assertThat(findings).extracting(Finding::verdict).containsExactly(Verdict.WARNING);
    assertThat(findings.get(0).text()).startsWith("fsync = off: ");
    examined.assertMends(findings, new DurabilityCheck());
  }

  private static void mendsAServerWithoutFreeConnections(
      OwnServer own, PostgresDatabase database, Examined examined) throws Exception {
    Check check = new ConnectionLimitCheck(2);
    database.execute("ALTER SYSTEM SET max_connections = 7");
    own.server().restart();

    Finding finding = examined.finding(check);

    assertThat(finding.verdict()).isEqualTo(Verdict.WARNING);
    for (String statement : finding.sql()) {
      database.execute(statement);
    }
    own.server().restart();
    assertThat(examined.finding(check).verdict()).isEqualTo(Verdict.OK);
  }
}
