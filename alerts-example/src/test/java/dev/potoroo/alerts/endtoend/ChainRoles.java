package dev.potoroo.alerts.endtoend;

import dev.potoroo.testkit.postgres.DocumentedSql;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresRole;
import java.nio.file.Path;
import java.sql.SQLException;

/**
 * The roles that source and sink work as: each may do what its guide tells an administrator to
 * grant, and nothing else. The superuser owns the tables and writes the rows.
 */
record ChainRoles(PostgresRole source, PostgresRole sink) {
  private static final Path GUIDES = Path.of("..", "docs", "guides");

  /**
   * Makes the roles, and before them the tables that they get rights on.
   *
   * @param sourceRights the heading of the source's guide above what it grants
   */
  static ChainRoles create(PostgresDatabase database, String sourceRights) throws SQLException {
    database.execute("CREATE TABLE transactions (id bigint PRIMARY KEY, amount numeric)");
    database.execute("CREATE TABLE alert_log (id serial PRIMARY KEY, alert_log varchar)");
    PostgresRole sink =
        database.createRole(
            "sink_role", DocumentedSql.of(GUIDES.resolve("run-postgres-sink.md"), "## Rights"));
    PostgresRole source =
        database.createRole(
            "source_role",
            DocumentedSql.of(GUIDES.resolve("run-postgres-source.md"), sourceRights)
                .naming("test", database.name()));
    return new ChainRoles(source, sink);
  }
}
