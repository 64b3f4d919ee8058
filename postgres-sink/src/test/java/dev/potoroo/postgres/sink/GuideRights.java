package dev.potoroo.postgres.sink;

import dev.potoroo.testkit.postgres.DocumentedSql;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresRole;
import java.nio.file.Path;
import java.sql.SQLException;

/** The rights that the guide tells an administrator to give. */
final class GuideRights {
  private static final Path GUIDE = Path.of("..", "docs", "guides", "run-postgres-sink.md");

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
}
