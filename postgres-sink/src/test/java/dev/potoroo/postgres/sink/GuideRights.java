package dev.potoroo.postgres.sink;

import dev.potoroo.testkit.postgres.DocumentedSql;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresRole;
import java.nio.file.Path;
import java.sql.SQLException;

/** The rights that the guide tells an administrator to give. */
final class GuideRights {
  private static final Path GUIDE = Path.of("..", "docs", "guides", "run-postgres-sink.md");

  private static final String SEQUENCE = "alert_log_id_seq";

  private GuideRights() {}

  /** For a table {@code alert_log} with a serial column {@code id}, which has to be there. */
  static DocumentedSql ofSink() {
    return DocumentedSql.of(GUIDE, "## Rights");
  }

  /** Beside {@link #ofSink}; also has the placeholder {@code repair_role}. */
  static DocumentedSql forDeadLetters() {
    return DocumentedSql.of(GUIDE, "### Rights for dead letters");
  }

  /** Creates the table that {@code --create-table} would, and a role for a sink that fills it. */
  static PostgresRole createTableAndRole(PostgresDatabase database) throws SQLException {
    database.execute(
        "CREATE TABLE alert_log (id serial PRIMARY KEY, alert_log varchar,"
            + " created_at timestamptz NOT NULL DEFAULT now())");
    return database.createRole("sink_role", ofSink());
  }

  /** Gives a role what a sink needs that fills table {@code alert_log}, of whatever columns. */
  static void giveToSink(PostgresDatabase database, PostgresRole role) throws SQLException {
    give(database, ofSink().naming("sink_role", role.name()));
  }

  /**
   * Beside {@link #giveToSink}, what it needs to keep dead letters.
   *
   * @param repairer gets what {@code dead-letters} needs
   */
  static void giveForDeadLetters(
      PostgresDatabase database, PostgresRole sink, PostgresRole repairer) throws SQLException {
    give(
        database,
        forDeadLetters().naming("sink_role", sink.name()).naming("repair_role", repairer.name()));
  }

  private static void give(PostgresDatabase database, DocumentedSql rights) throws SQLException {
    boolean serial =
        database.number(
                "SELECT count(*) FROM pg_class WHERE oid = to_regclass('%s')".formatted(SEQUENCE))
            == 1;
    database.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC");
    database.execute((serial ? rights : rights.without(SEQUENCE)).text());
  }
}
