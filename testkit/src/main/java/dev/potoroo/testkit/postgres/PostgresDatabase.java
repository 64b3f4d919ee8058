package dev.potoroo.testkit.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A database of a test's own, empty at first, and dropped with its roles at the end.
 *
 * <p>The query methods each use a connection of their own as superuser, so they work right after a
 * restart of the server, and from any thread.
 */
public final class PostgresDatabase implements AutoCloseable {
  private final PostgresServer server;
  private final String name;
  private final List<PostgresRole> roles = Collections.synchronizedList(new ArrayList<>());

  private PostgresDatabase(PostgresServer server, String name) {
    this.server = server;
    this.name = name;
  }

  static PostgresDatabase create(PostgresServer server) {
    PostgresDatabase database = new PostgresDatabase(server, uniqueName("test"));
    database.administer("CREATE DATABASE " + database.name);
    return database;
  }

  public PostgresServer server() {
    return server;
  }

  /** Needs no quotes in SQL. */
  public String name() {
    return name;
  }

  /** A connection as superuser, in auto-commit mode. The caller closes it. */
  public Connection connect() throws SQLException {
    return connect(server.superuser());
  }

  /** A connection as that role, in auto-commit mode. The caller closes it. */
  public Connection connect(PostgresRole role) throws SQLException {
    return server.connect(name, role);
  }

  /**
   * Makes a role that may log in with a password and nothing else. Its name is unique in the
   * server.
   */
  public PostgresRole createRole() {
    PostgresRole role = new PostgresRole(uniqueName("role"), UUID.randomUUID().toString());
    administer("CREATE ROLE " + role.name() + " LOGIN PASSWORD '" + role.password() + "'");
    roles.add(role);
    return role;
  }

  /**
   * Makes a role with the rights that a page documents, and no others: the superuser runs the
   * page's SQL, and takes from everybody what older versions of PostgreSQL let everybody do, which
   * is to create tables in schema {@code public}.
   *
   * @param placeholder the role's name on the page, such as {@code sink_role}
   */
  public PostgresRole createRole(String placeholder, DocumentedSql rights) throws SQLException {
    PostgresRole role = createRole();
    execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC");
    execute(rights.naming(placeholder, role.name()).text());
    return role;
  }

  /** For {@code --connection}, as superuser: {@code host=localhost port=… dbname=…}. */
  public String connectionString() {
    return connectionString(server.superuser());
  }

  /** For {@code --connection}, as that role. */
  public String connectionString(PostgresRole role) {
    return connectionString(role, server.host(), server.port());
  }

  /** For {@code --connection}, as that role, by way of something that stands before the server. */
  public String connectionString(PostgresRole role, String host, int port) {
    return "host="
        + quoted(host)
        + " port="
        + port
        + " dbname="
        + name
        + " user="
        + quoted(role.name())
        + (role.password().isEmpty() ? "" : " password=" + quoted(role.password()));
  }

  /** {@code jdbc:postgresql://host:port/name}, without user and password. */
  public String jdbcUrl() {
    return "jdbc:postgresql://" + server.host() + ":" + server.port() + "/" + name;
  }

  /** Runs one statement, or several with semicolons between. */
  public void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /**
   * The one number that a query gives, such as {@code SELECT count(*) …}.
   *
   * @throws IllegalStateException when it gives not exactly one row of one column, or null
   */
  public long number(String sql) throws SQLException {
    List<List<@Nullable String>> rows = rows(sql);
    if (rows.size() != 1 || rows.get(0).size() != 1) {
      throw new IllegalStateException(sql + ": expected one row of one column, got " + rows);
    }
    String number = rows.get(0).get(0);
    if (number == null) {
      throw new IllegalStateException(sql + ": expected a number, got null");
    }
    return Long.parseLong(number);
  }

  /**
   * The first column of each row, in PostgreSQL's text form.
   *
   * @throws IllegalStateException when one is null
   */
  public List<String> column(String sql) throws SQLException {
    List<String> column = new ArrayList<>();
    for (List<@Nullable String> row : rows(sql)) {
      String value = row.get(0);
      if (value == null) {
        throw new IllegalStateException(sql + ": expected no null, got one after " + column);
      }
      column.add(value);
    }
    return column;
  }

  /** All that a query gives, in PostgreSQL's text form; null for NULL. */
  public List<List<@Nullable String>> rows(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int columns = result.getMetaData().getColumnCount();
      List<List<@Nullable String>> rows = new ArrayList<>();
      while (result.next()) {
        List<@Nullable String> row = new ArrayList<>(columns);
        for (int i = 1; i <= columns; i++) {
          row.add(result.getString(i));
        }
        rows.add(row);
      }
      return rows;
    }
  }

  /**
   * Ends connections as an administrator does, and waits until the server has let go of them.
   *
   * @param which a condition on {@code pg_stat_activity}, such as {@code usename = 'writer'}; those
   *     of other databases are spared
   */
  public void terminateBackends(String which) {
    administer(terminate("datname = '" + name + "' AND (" + which + ")"));
  }

  /** What pg_terminate_backend with a time-out does, which PostgreSQL 13 does not have. */
  private static String terminate(String which) {
    return """
        DO $$
        DECLARE
          pids int[] := ARRAY(SELECT pid FROM pg_stat_activity WHERE :which);
          deadline timestamptz := clock_timestamp() + interval '10 s';
        BEGIN
          PERFORM pg_terminate_backend(pid) FROM unnest(pids) AS pid;
          WHILE EXISTS (SELECT FROM pg_stat_activity WHERE pid = ANY (pids)) LOOP
            IF clock_timestamp() > deadline THEN
              RAISE 'backends % do not end within 10 s', pids;
            END IF;
            PERFORM pg_sleep(0.005);
            PERFORM pg_stat_clear_snapshot();
          END LOOP;
        END $$"""
        .replace(":which", which);
  }

  /** Ends what is still connected, and drops replication slots, database and roles. */
  @Override
  public void close() {
    administer(
        "ALTER DATABASE " + name + " ALLOW_CONNECTIONS false",
        terminate("datname = '" + name + "'"),
        "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE database = '"
            + name
            + "'",
        "DROP DATABASE " + name + " WITH (FORCE)");
    for (PostgresRole role : roles) {
      administer("DROP ROLE IF EXISTS " + role.name());
    }
  }

  private void administer(String... statements) {
    try (Connection connection = server.connect("postgres", server.superuser());
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("database " + name + " of a test: " + e.getMessage(), e);
    }
  }

  private static String uniqueName(String kind) {
    return kind + "_" + UUID.randomUUID().toString().replace("-", "");
  }

  /** As libpq reads a value: in single quotes, with a backslash before quote and backslash. */
  private static String quoted(String value) {
    return value.matches("[\\w.-]+")
        ? value
        : "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
