package dev.potoroo.testkit.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.util.PSQLState;

@ExtendWith(PostgresExtension.class)
final class PostgresExtensionIT {

  private PostgresDatabase ofBeforeEach;

  @BeforeEach
  void keep(PostgresDatabase database) {
    ofBeforeEach = database;
  }

  @Test
  void givesEachTestADatabaseOfItsOwnThatItsLifeCycleMethodsShare(PostgresDatabase database)
      throws SQLException {
    assertThat(database).isSameAs(ofBeforeEach);
    assertThat(database.rows("SELECT current_database()"))
        .isEqualTo(List.of(List.of(database.name())));
    assertThat(database.number("SELECT count(*) FROM pg_class WHERE relnamespace = 2200")).isZero();
  }

  @Test
  void asksARoleForItsPassword(PostgresDatabase database) throws SQLException {
    PostgresRole role = database.createRole();

    try (Connection connection = database.connect(role)) {
      assertThat(connection.getMetaData().getUserName()).isEqualTo(role.name());
    }
    assertThatThrownBy(() -> database.connect(new PostgresRole(role.name(), "wrong")))
        .isInstanceOfSatisfying(
            SQLException.class,
            e -> assertThat(e.getSQLState()).isEqualTo(PSQLState.INVALID_PASSWORD.getState()));
  }

  @Test
  void givesARoleTheRightsThatAPageShowsAndNoMore(
      PostgresDatabase database, @TempDir Path directory) throws Exception {
    Path page =
        Files.writeString(
            directory.resolve("page.md"),
            """
            ## Rights

            Put your role for `reader`:

                GRANT SELECT ON shown TO reader;

            ### Others

                GRANT INSERT ON shown TO reader;
            """);
    database.execute("CREATE TABLE shown (id int)");

    PostgresRole role = database.createRole("reader", DocumentedSql.of(page, "## Rights"));

    try (Connection connection = database.connect(role);
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT FROM shown");
      assertThatThrownBy(() -> statement.execute("INSERT INTO shown VALUES (1)"))
          .hasMessageContaining("permission denied for table shown");
      assertThatThrownBy(() -> statement.execute("CREATE TABLE other (id int)"))
          .hasMessageContaining("permission denied for schema public");
    }
    assertThatThrownBy(() -> DocumentedSql.of(page, "## Right"))
        .hasMessage("expected SQL under \"## Right\" in " + page + ", found none");
  }

  @Test
  void keepsCommittedRowsThroughAKillAndARestartOnTheSamePort(
      PostgresServer server, PostgresDatabase database) throws SQLException {
    int port = server.port();
    database.execute("CREATE TABLE kept (id int); INSERT INTO kept VALUES (1)");

    server.kill();
    database.execute("INSERT INTO kept VALUES (2)");
    server.restart();

    assertThat(database.column("SELECT id FROM kept ORDER BY id")).containsExactly("1", "2");
    assertThat(server.port()).isEqualTo(port);
  }

  @Test
  void cutsConnectionsAndOpenTransactionsWhenItIsKilled(
      PostgresServer server, PostgresDatabase database) throws SQLException {
    database.execute("CREATE TABLE lost (id int)");
    try (Connection open = database.connect()) {
      open.setAutoCommit(false);
      open.createStatement().execute("INSERT INTO lost VALUES (1)");

      server.kill();

      assertThatThrownBy(open::commit).isInstanceOf(SQLException.class);
    }
    assertThat(database.number("SELECT count(*) FROM lost")).isZero();
  }

  @Test
  void staysDownUntilItIsStartedAgain(PostgresServer server, PostgresDatabase database)
      throws SQLException {
    server.stopNow();

    assertThatThrownBy(database::connect)
        .isInstanceOfSatisfying(
            SQLException.class,
            e ->
                assertThat(e.getSQLState())
                    .isEqualTo(PSQLState.CONNECTION_UNABLE_TO_CONNECT.getState()));

    server.startAgain();
    assertThat(database.number("SELECT 1")).isOne();
  }

  @Test
  void dropsTheDatabaseAndItsRolesAtTheEnd(PostgresServer server, PostgresDatabase other)
      throws SQLException {
    PostgresDatabase database = server.createDatabase();
    PostgresRole role = database.createRole();
    database.execute("CREATE TABLE owned (id int); ALTER TABLE owned OWNER TO " + role.name());

    try (Connection forgotten = database.connect(role)) {
      database.close();

      assertThat(forgotten.isValid(5)).isFalse();
    }
    assertThat(other.column("SELECT datname FROM pg_database")).doesNotContain(database.name());
    assertThat(other.column("SELECT rolname FROM pg_roles")).doesNotContain(role.name());
  }

  @Test
  void dropsReplicationSlotsAtTheEnd(PostgresServer server, PostgresDatabase other)
      throws SQLException {
    assumeThat(other.column("SHOW wal_level")).containsExactly("logical");
    PostgresDatabase database = server.createDatabase();
    String slot = database.name() + "_slot";
    database.execute("SELECT pg_create_logical_replication_slot('" + slot + "', 'pgoutput')");

    database.close();

    assertThat(other.column("SELECT slot_name FROM pg_replication_slots")).doesNotContain(slot);
  }
}
