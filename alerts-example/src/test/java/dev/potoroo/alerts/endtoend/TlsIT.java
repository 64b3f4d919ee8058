package dev.potoroo.alerts.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.testkit.certificate.TestAuthority;
import dev.potoroo.testkit.certificate.TestCertificate;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Source, application and sink with TLS on every link, and certificates required of both. */
@ExtendWith(PostgresExtension.class)
final class TlsIT {
  @RegisterExtension final ProcessLogs logs = new ProcessLogs();

  private Path directory;
  private TestAuthority authority;
  private AlertsChain chain;

  @BeforeEach
  void prepare(PostgresDatabase database, @TempDir Path fresh) throws SQLException {
    directory = fresh;
    authority = TestAuthority.create(directory, "authority");
    chain = new AlertsChain(database, logs.directory());
    secure(Program.APPLICATION, authority.issue("application"));
    secure(Program.SINK, authority.issue("sink"));
    chain.option(Program.APPLICATION, "--tls-client-auth");
    chain.option(Program.SINK, "--tls-client-auth");
  }

  @AfterEach
  void end() {
    chain.close();
  }

  private void secure(Program program, TestCertificate shown) {
    chain.option(program, "--tls", "--tls-ca", authority.certificate().toString());
    chain.option(program, "--tls-cert", shown.certificate().toString());
    chain.option(program, "--tls-key", shown.key().toString());
  }

  @Test
  void rowsBecomeAlertsAndANewCertificateIsTakenWithoutARestart() throws Exception {
    secure(Program.SOURCE, authority.issue("source"));
    chain.startAll();
    chain.insert(1, "1100");
    chain.awaitLanded(1);

    authority.issue("application");
    chain.process(Program.SOURCE).kill();
    chain.start(Program.SOURCE);
    chain.insert(2, "-1200");
    chain.awaitLanded(2);

    assertThat(chain.alerts())
        .containsExactly("Deposit Alert for 1: 1100", "Withdrawal Alert for 2: -1200");
    chain.process(Program.APPLICATION).awaitOutput("new connections use the changed TLS files");
  }

  @Test
  void aSourceInTheClearIsToldThatTheApplicationListensWithTls() {
    chain.startAll();

    chain.process(Program.SOURCE).awaitOutput("this end listens with TLS (option --tls)");
    chain.process(Program.APPLICATION).awaitOutput("got something else: this end listens with TLS");
  }

  @Test
  void aSourceWithoutACertificateIsRefusedAndBothSaySo() {
    chain.option(Program.SOURCE, "--tls", "--tls-ca", authority.certificate().toString());

    chain.startAll();

    chain.process(Program.APPLICATION).awaitOutput("TLS failed: Empty client certificate chain");
    chain.process(Program.SOURCE).awaitOutput("TLS failed: the other end does not accept");
  }

  @Test
  void anApplicationThatTheSourceDoesNotTrustIsRefusedAndBothSaySo() {
    TestAuthority stranger = TestAuthority.create(directory, "stranger");
    chain.option(Program.SOURCE, "--tls", "--tls-ca", stranger.certificate().toString());

    chain.startAll();

    chain.process(Program.SOURCE).awaitOutput("unable to find valid certification path");
    chain.process(Program.APPLICATION).awaitOutput("the other end does not accept this end's");
  }
}
