package dev.potoroo.postgres.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.connector.ConfigurationException;
import dev.potoroo.connector.RetryableException;
import dev.potoroo.testkit.certificate.TestAuthority;
import dev.potoroo.testkit.certificate.TestCertificate;
import dev.potoroo.testkit.postgres.OwnServer;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresRole;
import dev.potoroo.testkit.proxy.Direction;
import dev.potoroo.testkit.proxy.FaultyLink;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

/**
 * TLS to a server that takes nothing else, as libpq has it (PostgreSQL manual, "SSL Support"). Its
 * certificate is for {@code localhost}; 127.0.0.1 is the same server under a wrong name.
 */
final class SslModeIT {
  private static Path directory;
  private static TestAuthority authority;
  private static TestAuthority stranger;
  private static OwnServer own;
  private static PostgresDatabase database;
  private static PostgresRole role;

  @BeforeAll
  static void listenWithTls(@TempDir Path files) throws SQLException {
    directory = files;
    authority = TestAuthority.create(files, "authority");
    stranger = TestAuthority.create(files, "stranger");
    own = OwnServer.start();
    own.requireTls(authority.issueFor("localhost"), authority);
    database = own.server().createDatabase();
    database.execute("CREATE ROLE " + OwnServer.BY_CERTIFICATE);
    role = database.createRole();
  }

  @AfterAll
  static void stop() {
    own.close();
  }

  @Test
  void withDisableTheServerRefusesAndTheErrorNamesSslmode() {
    assertRefused("localhost", "sslmode=disable")
        .hasMessageStartingWith("--connection: PostgreSQL refuses " + role + "@localhost:")
        .hasMessageContaining("no pg_hba.conf entry")
        .hasMessageContaining("no encryption (SQLSTATE 28000)")
        .hasMessageContaining("give the right user, password")
        .hasMessageContaining("and sslmode");
  }

  @Test
  void requireTakesAnyCertificateOfAnyHost() throws Exception {
    assertEncrypted("127.0.0.1", "sslmode=require");
  }

  @Test
  void verifyCaTakesACertificateOfTheAuthorityForAnyHost() throws Exception {
    assertEncrypted("127.0.0.1", "sslmode=verify-ca sslrootcert=" + authority.certificate());
  }

  @Test
  void verifyCaRefusesACertificateOfAnotherAuthority() {
    assertRefused("localhost", "sslmode=verify-ca sslrootcert=" + stranger.certificate())
        .hasMessageStartingWith("--connection: no TLS with PostgreSQL, " + role + "@localhost:")
        .hasMessageContaining("unable to find valid certification path")
        .hasMessageContaining("of an authority in " + stranger.certificate() + ": put");
  }

  @Test
  void verifyFullTakesTheHostOfTheCertificate() throws Exception {
    assertEncrypted("localhost", "sslmode=verify-full sslrootcert=" + authority.certificate());
  }

  @Test
  void verifyFullRefusesAHostThatTheCertificateDoesNotName() {
    assertRefused("127.0.0.1", "sslmode=verify-full sslrootcert=" + authority.certificate())
        .hasMessageContaining("hostname 127.0.0.1 could not be verified")
        .hasMessageContaining("give the certificate's name as host");
  }

  @Test
  void verifyFullRefusesACertificateOfAnotherAuthority() {
    assertRefused("localhost", "sslmode=verify-full sslrootcert=" + stranger.certificate())
        .hasMessageContaining("unable to find valid certification path");
  }

  @Test
  void findsModeAndAuthorityInAUri() throws Exception {
    String uri =
        "postgresql://%s:%s@localhost:%d/%s?sslmode=verify-full&sslrootcert=%s"
            .formatted(
                role.name(),
                role.password(),
                own.server().port(),
                database.name(),
                authority.certificate());

    assertEncrypted(ConnectionSettings.parse(uri));
  }

  @Test
  void findsModeAndAuthorityInTheEnvironment() throws Exception {
    Map<String, String> environment =
        Map.of("PGSSLMODE", "verify-full", "PGSSLROOTCERT", authority.certificate().toString());
    Map<String, String> strangers =
        Map.of("PGSSLMODE", "verify-full", "PGSSLROOTCERT", stranger.certificate().toString());
    String connection = database.connectionString(role);

    assertEncrypted(ConnectionSettings.parse(connection, environment, "ada"));
    assertThatThrownBy(() -> ConnectionSettings.parse(connection, strangers, "ada").open("potoroo"))
        .isInstanceOf(ConfigurationException.class);
  }

  @Test
  void namesAnAuthoritysFileThatIsNotThere() {
    Path missing = directory.resolve("missing.pem");

    assertRefused("localhost", "sslmode=verify-full sslrootcert=" + missing)
        .hasMessageContaining(missing.toString())
        .hasMessageContaining("No such file")
        .hasMessageContaining("files that this user may read, in PEM");
  }

  @Test
  void refusesAnAuthoritysFileWithoutACertificate() throws Exception {
    Path empty = Files.writeString(directory.resolve("empty.pem"), "");

    assertRefused("localhost", "sslmode=verify-ca sslrootcert=" + empty)
        .hasMessageContaining(empty.toString());
  }

  @Test
  void notificationsComeThroughTls() throws Exception {
    ConnectionSettings settings = settings("localhost", "sslmode=require");
    try (Connection listening = settings.open("potoroo");
        Connection notifying = settings.open("potoroo");
        Statement listen = listening.createStatement();
        Statement notify = notifying.createStatement()) {
      PGConnection notified = listening.unwrap(PGConnection.class);
      listen.execute("LISTEN bell");

      for (int i = 0; i < 20; i++) {
        assertThat(notified.getNotifications()).isEmpty();
        notify.execute("NOTIFY bell");
        assertThat(notified.getNotifications(10_000)).hasSize(1);
      }
    }
  }

  @Test
  void bindsThePasswordToTheServersCertificate() throws Exception {
    assertEncrypted(
        "localhost",
        "channel_binding=require require_auth=scram-sha-256 sslmode=verify-full sslrootcert="
            + authority.certificate());
  }

  @Test
  void refusesAServerThatAsksForNoProofToBind() {
    ConnectionSettings settings =
        ConnectionSettings.parse(database.connectionString() + " channel_binding=require");

    assertThatThrownBy(() -> settings.open("potoroo"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("Channel binding is required, but server skipped authentication");
  }

  @Test
  void logsInWithAClientCertificateInPem() throws Exception {
    PostgresRole holder = certificateHolder();

    assertEncrypted(asHolder(holder, authority.issue(holder.name())));
  }

  @Test
  void refusesWhoHasNoClientCertificate() throws Exception {
    PostgresRole holder = certificateHolder();
    ConnectionSettings settings =
        ConnectionSettings.parse(database.connectionString(holder) + " sslmode=require");

    assertThatThrownBy(() -> settings.open("potoroo"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("connection requires a valid client certificate (SQLSTATE 28000)")
        .hasMessageContaining("sslcert and sslkey where a certificate is asked for");
  }

  @Test
  void refusesTheClientCertificateOfAnotherRole() throws Exception {
    PostgresRole holder = certificateHolder();
    ConnectionSettings settings = asHolder(holder, authority.issue("somebody-else"));

    assertThatThrownBy(() -> settings.open("potoroo"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("certificate authentication failed for user \"" + holder + "\"");
  }

  @Test
  void refusesAClientCertificateOfAnotherAuthority() throws Exception {
    PostgresRole holder = certificateHolder();
    ConnectionSettings settings = asHolder(holder, stranger.issue(holder.name()));

    assertThatThrownBy(() -> settings.open("potoroo"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("connection requires a valid client certificate");
  }

  @Test
  void refusesAKeyThatOthersMayRead() throws Exception {
    PostgresRole holder = certificateHolder();
    TestCertificate shown = authority.issue(holder.name());
    Files.setPosixFilePermissions(shown.key(), PosixFilePermissions.fromString("rw-r--r--"));
    ConnectionSettings settings = asHolder(holder, shown);

    assertThatThrownBy(() -> settings.open("potoroo"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(shown.key().toString())
        .hasMessageContaining("that nobody else may read the key");
  }

  @Test
  void waitsWhenTheConnectionIsLostInTheHandshake() {
    try (FaultyLink link = FaultyLink.toForeign("localhost", own.server().port())) {
      ConnectionSettings settings =
          ConnectionSettings.parse(
              database.connectionString(role, "127.0.0.1", link.port()) + " sslmode=require");
      // The server's first piece of more than a byte is its hello.
      link.cutWithinNextFrame(Direction.TO_CLIENT);

      assertThatThrownBy(() -> settings.open("potoroo"))
          .isInstanceOf(RetryableException.class)
          .hasMessageContaining("waiting for PostgreSQL");
    }
  }

  private static PostgresRole certificateHolder() throws SQLException {
    PostgresRole holder = database.createRole();
    database.execute("GRANT " + OwnServer.BY_CERTIFICATE + " TO " + holder.name());
    return holder;
  }

  private static ConnectionSettings asHolder(PostgresRole holder, TestCertificate shown) {
    return ConnectionSettings.parse(
        "%s sslmode=verify-full sslrootcert=%s sslcert=%s sslkey=%s"
            .formatted(
                database.connectionString(new PostgresRole(holder.name(), "")),
                authority.certificate(),
                shown.certificate(),
                shown.key()));
  }

  private static ConnectionSettings settings(String host, String tls) {
    return ConnectionSettings.parse(
        database.connectionString(role, host, own.server().port()) + " " + tls);
  }

  private static AbstractThrowableAssert<?, ?> assertRefused(String host, String tls) {
    ConnectionSettings settings = settings(host, tls);
    return assertThatThrownBy(() -> settings.open("potoroo"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageNotContaining(role.password());
  }

  private static void assertEncrypted(String host, String tls) throws Exception {
    assertEncrypted(settings(host, tls));
  }

  private static void assertEncrypted(ConnectionSettings settings) throws Exception {
    try (Connection connection = settings.open("potoroo");
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl")) {
      assertThat(row.next()).as("encrypted").isTrue();
      assertThat(row.getString(1)).isIn("TLSv1.2", "TLSv1.3");
    }
  }
}
