package dev.potoroo.postgres.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.connector.ConfigurationException;
import dev.potoroo.connector.RetryableException;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import dev.potoroo.testkit.postgres.PostgresRole;
import dev.potoroo.testkit.postgres.PostgresServer;
import dev.potoroo.testkit.proxy.Direction;
import dev.potoroo.testkit.proxy.FaultyLink;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(PostgresExtension.class)
final class ConnectionIT {
  private static final String PASS_FILE = "org.postgresql.pgpassfile";

  @Test
  void connectsUnderTheNameThatItIsGiven(PostgresDatabase database) throws Exception {
    ConnectionSettings settings = ConnectionSettings.parse(database.connectionString());

    try (Connection connection = settings.open("potoroo postgres-sink")) {
      assertThat(text(connection, "SELECT current_setting('application_name')"))
          .isEqualTo("potoroo postgres-sink");
    }
  }

  @Test
  void connectsUnderTheNameOfTheSettingsWhereTheyHaveOne(PostgresDatabase database)
      throws Exception {
    ConnectionSettings settings =
        ConnectionSettings.parse(database.connectionString() + " application_name=ours");

    try (Connection connection = settings.open("potoroo")) {
      assertThat(text(connection, "SELECT current_setting('application_name')")).isEqualTo("ours");
    }
  }

  @Test
  void handsOptionsToTheServer(PostgresDatabase database) throws Exception {
    ConnectionSettings settings =
        ConnectionSettings.parse(database.connectionString() + " options='-c search_path=there'");

    try (Connection connection = settings.open("potoroo")) {
      assertThat(text(connection, "SHOW search_path")).isEqualTo("there");
    }
  }

  @Test
  void findsThePasswordInThePassFile(PostgresDatabase database, @TempDir Path directory)
      throws Exception {
    PostgresRole role = database.createRole();
    String host = database.server().host();
    int port = database.server().port();
    Path passFile = directory.resolve("pgpass");
    Files.writeString(passFile, "*:%d:*:%s:%s\n".formatted(port, role.name(), role.password()));
    System.setProperty(PASS_FILE, passFile.toString());
    ConnectionSettings settings =
        ConnectionSettings.parse(
            "host=%s port=%d dbname=%s user=%s"
                .formatted(host, port, database.name(), role.name()));

    try (Connection connection = settings.open("potoroo")) {
      assertThat(text(connection, "SELECT current_user")).isEqualTo(role.name());
    } finally {
      System.clearProperty(PASS_FILE);
    }
  }

  @Test
  void waitsWhenTheConnectionIsLostBeforeThePasswordIsProved(PostgresDatabase database) {
    PostgresServer server = database.server();
    try (FaultyLink link = FaultyLink.toForeign(server.host(), server.port())) {
      PostgresRole role = database.createRole();
      ConnectionSettings settings =
          ConnectionSettings.parse(database.connectionString(role, "127.0.0.1", link.port()));
      // The server's first piece of more than a byte says which proofs it takes.
      link.cutWithinNextFrame(Direction.TO_CLIENT);

      assertThatThrownBy(() -> settings.open("potoroo"))
          .isInstanceOf(RetryableException.class)
          .hasMessageContaining("waiting for PostgreSQL");
    }
  }

  @Test
  void callsAWrongPasswordAWrongCall(PostgresDatabase database) {
    PostgresRole role = database.createRole();
    ConnectionSettings settings =
        ConnectionSettings.parse(
            database.connectionString(new PostgresRole(role.name(), "not-the-password")));

    assertThatThrownBy(() -> settings.open("potoroo"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("password authentication failed for user \"" + role.name() + "\"")
        .hasMessageContaining("28P01")
        .hasMessageNotContaining("not-the-password");
  }

  @Test
  void callsAMissingPasswordAWrongCall(PostgresDatabase database) {
    PostgresRole role = database.createRole();
    ConnectionSettings settings =
        ConnectionSettings.parse(database.connectionString(new PostgresRole(role.name(), "")));

    assertThatThrownBy(() -> settings.open("potoroo"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("no password was provided");
  }

  @Test
  void callsTlsThatTheServerLacksAWrongCall(PostgresDatabase database) {
    ConnectionSettings settings =
        ConnectionSettings.parse(database.connectionString() + " sslmode=require");

    assertThatThrownBy(() -> settings.open("potoroo"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("does not support SSL");
  }

  @Test
  void waitsForADatabaseThatIsNotThereYet(PostgresDatabase database) throws Exception {
    String name = database.name() + "_later";
    ConnectionSettings settings =
        ConnectionSettings.parse(database.connectionString() + " dbname=" + name);

    assertThatThrownBy(() -> settings.open("potoroo"))
        .isInstanceOf(RetryableException.class)
        .hasMessageStartingWith("waiting for database \"" + name + "\"");

    database.execute("CREATE DATABASE " + name);
    try (Connection connection = settings.open("potoroo")) {
      assertThat(text(connection, "SELECT current_database()")).isEqualTo(name);
    } finally {
      database.execute("DROP DATABASE " + name + " WITH (FORCE)");
    }
  }

  @Test
  void waitsForAServerThatIsNotThereYet() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    ConnectionSettings settings =
        ConnectionSettings.parse("host=localhost port=%d user=ada password=hush".formatted(port));

    assertThatThrownBy(() -> settings.open("potoroo"))
        .isInstanceOf(RetryableException.class)
        .hasMessageStartingWith("waiting for PostgreSQL, ada@localhost:%d/ada: ".formatted(port))
        .hasMessageContaining("refused")
        .hasMessageNotContaining("hush");
  }

  @Test
  void waitsForAHostThatHasNoAddressYet() {
    ConnectionSettings settings = ConnectionSettings.parse("host=nowhere.invalid");

    assertThatThrownBy(() -> settings.open("potoroo"))
        .isInstanceOf(RetryableException.class)
        .hasMessageContaining("unknown host nowhere.invalid");
  }

  @Test
  void triesTheNextHostWhenTheFirstIsNotThere(PostgresDatabase database) throws Exception {
    String host = database.server().host();
    ConnectionSettings settings =
        ConnectionSettings.parse(
            database.connectionString()
                + " host=nowhere.invalid,%s port=1,%d".formatted(host, database.server().port()));

    try (Connection connection = settings.open("potoroo")) {
      assertThat(connection.isValid(1)).isTrue();
    }
  }

  @Test
  void retriesWhatWasCutByAnAdministrator(PostgresDatabase database) throws Exception {
    ConnectionSettings settings = ConnectionSettings.parse(database.connectionString());
    try (Connection connection = settings.open("victim")) {
      database.terminateBackends("application_name = 'victim'");

      assertThatThrownBy(() -> run(connection, "SELECT 1"))
          .isInstanceOf(RetryableException.class)
          .hasMessageStartingWith("while testing: ");
    }
  }

  @Test
  void passesOnWhatTheServerWillRefuseAgain(PostgresDatabase database) throws Exception {
    ConnectionSettings settings = ConnectionSettings.parse(database.connectionString());
    try (Connection connection = settings.open("potoroo")) {
      assertThatThrownBy(() -> run(connection, "SELECT * FROM nowhere"))
          .isInstanceOf(RefusedByPostgresException.class)
          .hasMessage("while testing: relation \"nowhere\" does not exist (SQLSTATE 42P01)");
    }
  }

  @Test
  void keepsDataOutOfErrors(PostgresDatabase database) throws Exception {
    database.execute("CREATE TABLE secret (id int CHECK (id > 5))");
    ConnectionSettings settings = ConnectionSettings.parse(database.connectionString());
    try (Connection connection = settings.open("potoroo")) {
      assertThatThrownBy(() -> run(connection, "SELECT 'four' ::int"))
          .isInstanceOf(RefusedByPostgresException.class)
          .hasMessageContaining("22P02")
          .hasMessageNotContaining("four")
          .hasNoCause();
      assertThatThrownBy(() -> run(connection, "INSERT INTO secret VALUES (4)"))
          .isInstanceOf(RefusedByPostgresException.class)
          .hasMessageContaining("secret_id_check")
          .rootCause()
          .hasMessageNotContaining("(4)");
    }
  }

  @Test
  void writesOddNamesSafely(PostgresDatabase database) throws Exception {
    QualifiedName table = QualifiedName.parse("\"we\"\"ird\".\"x.y; drop\"");
    database.execute("CREATE SCHEMA \"we\"\"ird\"");

    database.execute("CREATE TABLE " + table.quoted() + " (id int)");

    assertThat(
            database.rows(
                "SELECT table_schema, table_name FROM information_schema.tables"
                    + " WHERE table_name LIKE 'x%'"))
        .containsExactly(List.of("we\"ird", "x.y; drop"));
  }

  @Test
  void takesFurtherPropertiesOfTheDriver(PostgresDatabase database) throws Exception {
    ConnectionSettings settings = ConnectionSettings.parse(database.connectionString());

    try (Connection connection =
        settings.open(
            "potoroo",
            Map.of(
                "replication",
                "database",
                "assumeMinServerVersion",
                "14",
                "preferQueryMode",
                "simple"))) {
      assertThat(text(connection, "IDENTIFY_SYSTEM")).isNotEmpty();
    }
  }

  private static void run(Connection connection, String sql)
      throws RetryableException, RefusedByPostgresException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw PostgresErrors.translate("testing", e);
    }
  }

  private static String text(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      assertThat(result.next()).isTrue();
      return result.getString(1);
    }
  }
}
