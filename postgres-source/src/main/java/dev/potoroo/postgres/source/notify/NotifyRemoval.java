package dev.potoroo.postgres.source.notify;

import dev.potoroo.connector.RetryableException;
import dev.potoroo.postgres.connection.PostgresErrors;
import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.capture.CaptureTrigger;
import dev.potoroo.postgres.source.capture.Removal;
import dev.potoroo.postgres.source.capture.SqlScript;
import dev.potoroo.postgres.source.capture.TableChoice;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes the triggers that NOTIFY away, and what belongs to them in our schema. */
public final class NotifyRemoval {
  private final Connection connection;
  private final NotifyName names;

  public NotifyRemoval(Connection connection, SqlName schema) {
    this.connection = connection;
    this.names = new NotifyName(schema);
  }

  /**
   * A function of ours and the table that its trigger is on.
   *
   * @param table null where the table was dropped and left its function behind
   */
  private record Found(QualifiedName function, @Nullable QualifiedName table) {}

  /**
   * Removes every trace, in one transaction.
   *
   * @return the tables that do not NOTIFY any more
   */
  public List<String> remove(TableChoice tables)
      throws RetryableException, RefusedByPostgresException {
    try {
      connection.setAutoCommit(false);
      SqlScript.lockInstallation(connection);
      Removal removal = plan(tables);
      SqlScript.run(connection, removal.statements());
      SqlScript.dropSchemaIfEmpty(connection, names.schema());
      connection.commit();
      return removal.tables();
    } catch (SQLException e) {
      throw PostgresErrors.translate("removing the capture from schema " + names.schema(), e);
    }
  }

  /** What {@link #remove} would run. */
  public Removal plan(TableChoice tables) throws SQLException {
    List<Found> all = find();
    List<String> statements = new ArrayList<>();
    Set<String> removed = new LinkedHashSet<>();
    for (Found found : all) {
      QualifiedName table = found.table();
      if (table == null ? tables.named().isEmpty() : tables.includes(table)) {
        statements.add(CaptureTrigger.drop(found.function()));
        if (table != null) {
          removed.add(table.quoted());
        }
      }
    }
    if (statements.size() == all.size() && names.areInstalled(connection)) {
      statements.add("DROP TABLE IF EXISTS " + names.oversize());
      statements.add("DROP SEQUENCE IF EXISTS " + names.sequence());
    }
    return new Removal(List.copyOf(removed), statements);
  }

  private List<Found> find() throws SQLException {
    String sql =
        """
        SELECT DISTINCT p.proname, tn.nspname, tc.relname
        FROM pg_catalog.pg_proc AS p
        JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
        LEFT JOIN pg_catalog.pg_trigger AS t ON t.tgfoid = p.oid AND t.tgparentid = 0
        LEFT JOIN pg_catalog.pg_class AS tc ON tc.oid = t.tgrelid
        LEFT JOIN pg_catalog.pg_namespace AS tn ON tn.oid = tc.relnamespace
        WHERE n.nspname = ? AND p.proname ~ '^capture_[a-z]+_notify_[0-9]+$'
        ORDER BY p.proname
        """;
    List<Found> found = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, names.schema().value());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          String schema = row.getString(2);
          found.add(
              new Found(
                  new QualifiedName(names.schema(), new SqlName(row.getString(1))),
                  schema == null
                      ? null
                      : new QualifiedName(new SqlName(schema), new SqlName(row.getString(3)))));
        }
      }
    }
    return found;
  }
}
