package dev.potoroo.postgres.sink.schema;

import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.connection.SqlName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes ready what a sink needs, and finds out whether it is fit.
 *
 * @param table to be filled
 * @param column of it that takes the payload
 * @param createTable whether to create the table where it is missing
 * @param schema of the sink's own tables, which are always created where they are missing
 * @param keepsDeadLetters whether the table of dead letters is needed
 */
public record SchemaCheck(
    QualifiedName table,
    SqlName column,
    boolean createTable,
    SqlName schema,
    boolean keepsDeadLetters) {

  /**
   * @param connection in auto-commit mode; it stays so
   * @throws RefusedByPostgresException naming all that is missing or unfit in all tables, with the
   *     SQL that mends it
   */
  public FitSchema run(Connection connection) throws SQLException, RefusedByPostgresException {
    SqlName user = currentUser(connection);
    HighWaterMarkTable marks = new HighWaterMarkTable(schema);
    Findings aboutMarks = new Findings();
    marks.table().prepare(connection, user, aboutMarks);
    @Nullable DeadLetterTable deadLetters = keepsDeadLetters ? new DeadLetterTable(schema) : null;
    Findings aboutDeadLetters = new Findings();
    if (deadLetters != null) {
      deadLetters.table().prepare(connection, user, aboutDeadLetters);
    }
    Findings aboutTarget = new Findings();
    Optional<TargetTable> target = new TargetTableCheck(connection, this, user, aboutTarget).run();

    Findings findings = new Findings();
    findings.addAll(aboutMarks);
    findings.addAll(aboutDeadLetters);
    findings.addAll(aboutTarget);
    findings.raise();
    return new FitSchema(target.orElseThrow(), marks, deadLetters);
  }

  /**
   * Looks at the target table alone.
   *
   * @throws RefusedByPostgresException naming all that is missing or unfit in it
   */
  public TargetTable target(Connection connection) throws SQLException, RefusedByPostgresException {
    Findings findings = new Findings();
    Optional<TargetTable> target =
        new TargetTableCheck(connection, this, currentUser(connection), findings).run();
    findings.raise();
    return target.orElseThrow();
  }

  /** This, with a missing table left missing. */
  SchemaCheck withoutCreating() {
    return new SchemaCheck(table, column, false, schema, keepsDeadLetters);
  }

  static SqlName currentUser(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT current_user")) {
      row.next();
      return new SqlName(row.getString(1));
    }
  }
}
