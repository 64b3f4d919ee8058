package dev.potoroo.alerts.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.testkit.certificate.TestAuthority;
import dev.potoroo.testkit.certificate.TestCertificate;
import dev.potoroo.testkit.postgres.OwnServer;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * Both connectors on a server that takes nothing but TLS, with {@code sslmode=verify-full}: the
 * source in mode {@code wal} with a password that is bound to the server's certificate, the sink
 * with a certificate of its own.
 */
final class PostgresTlsIT {
  @RegisterExtension final ProcessLogs logs = new ProcessLogs();

  private static TestAuthority authority;
  private static OwnServer own;

  private PostgresDatabase database;
  private AlertsChain chain;

  @BeforeAll
  static void listenWithTls(@TempDir Path files) throws SQLException {
    authority = TestAuthority.create(files, "authority");
    own = OwnServer.start();
    try (PostgresDatabase any = own.server().createDatabase()) {
      any.execute("ALTER SYSTEM SET wal_level = logical");
      any.execute("CREATE ROLE " + OwnServer.BY_CERTIFICATE);
    }
    own.requireTls(authority.issueFor("localhost"), authority);
  }

  @AfterAll
  static void stopServer() {
    own.close();
  }

  @BeforeEach
  void prepare() throws SQLException {
    database = own.server().createDatabase();
    chain = new AlertsChain(database, logs.directory(), "### Rights with mode wal");
    chain.option(Program.SOURCE, "--mode", "wal");
    verifyServer(Program.SOURCE);
    verifyServer(Program.SINK);
  }

  @AfterEach
  void end() {
    chain.close();
    database.close();
  }

  private void verifyServer(Program program) {
    chain.connectWith(program, "sslmode=verify-full sslrootcert=" + authority.certificate());
  }

  @Test
  void rowsBecomeAlertsAndEveryConnectionIsEncrypted() throws Exception {
    String sink = chain.roles().sink().name();
    database.execute("GRANT " + OwnServer.BY_CERTIFICATE + " TO " + sink);
    TestCertificate shown = authority.issue(sink);
    chain.connectWith(Program.SOURCE, "channel_binding=require");
    chain.connectWith(
        Program.SINK, "sslcert=%s sslkey=%s".formatted(shown.certificate(), shown.key()));

    chain.startAll();
    chain.insert(1, "1100");
    chain.awaitLanded(1);

    assertThat(chain.alerts()).containsExactly("Deposit Alert for 1: 1100");
    assertThat(connections("NOT s.ssl")).isEmpty();
    assertThat(connections("s.client_dn = '/CN=" + sink + "'")).contains("client backend");
    assertThat(connections("a.usename = '" + chain.roles().source() + "'")).contains("walsender");
  }

  @ParameterizedTest
  @EnumSource(value = Program.class, mode = Mode.EXCLUDE, names = "APPLICATION")
  void aConnectorEndsWhereTheServersCertificateIsForAnotherHost(Program program) {
    chain.findPostgresAt(program, own.server().port()); // at 127.0.0.1
    verifyServer(program);

    JavaProcess process = chain.start(program);

    assertThat(process.awaitExit()).isEqualTo(2);
    assertThat(process.output())
        .contains("hostname 127.0.0.1 could not be verified")
        .contains("give the certificate's name as host");
  }

  /** The kinds of backends that serve the connectors now. */
  private List<String> connections(String condition) throws SQLException {
    return database.column(
        """
        SELECT a.backend_type FROM pg_stat_activity AS a JOIN pg_stat_ssl AS s USING (pid)
        WHERE a.datname = current_database() AND a.usename <> 'postgres' AND %s
        """
            .formatted(condition));
  }
}
