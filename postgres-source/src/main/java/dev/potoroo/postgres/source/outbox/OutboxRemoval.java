package dev.potoroo.postgres.source.outbox;

import dev.potoroo.connector.RetryableException;
import dev.potoroo.postgres.connection.PostgresErrors;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.capture.CaptureTrigger;
import dev.potoroo.postgres.source.capture.Operation;
import dev.potoroo.postgres.source.capture.ReaderLock;
import dev.potoroo.postgres.source.capture.SqlScript;
import dev.potoroo.postgres.source.capture.SqlText;
import dev.potoroo.postgres.source.capture.TableChoice;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Takes the capture of tables away: triggers, functions, outbox, and at last our schema. */
public final class OutboxRemoval {
  private final Connection connection;
  private final OutboxName names;

  public OutboxRemoval(Connection connection, SqlName schema) {
    this.connection = connection;
    this.names = new OutboxName(schema);
  }

  /**
   * Removes every trace of the captured tables, in one transaction. What was not acknowledged is
   * lost with it.
   *
   * @param tables as they were named when they were installed
   * @return the tables that are not captured any more
   * @throws RefusedByPostgresException when a source reads one of them, or a right is missing
   */
  public List<String> remove(TableChoice tables)
      throws RetryableException, RefusedByPostgresException {
    try {
      connection.setAutoCommit(false);
      SqlScript.lockInstallation(connection);
      if (!names.areInstalled(connection)) {
        return List.of();
      }
      List<StoredStream> all = new StreamRegistry(connection, names).all();
      List<StoredStream> chosen =
          all.stream().filter(stream -> tables.includes(stream.table())).toList();
      for (StoredStream stream : chosen) {
        requireUnread(stream);
      }
      List<String> statements = new ArrayList<>();
      chosen.forEach(stream -> statements.addAll(removal(stream)));
      if (chosen.size() == all.size()) {
        statements.add("DROP TABLE " + names.tick() + ", " + names.stream());
      }
      SqlScript.run(connection, statements);
      SqlScript.dropSchemaIfEmpty(connection, names.schema());
      connection.commit();
      return chosen.stream().map(StoredStream::tableName).toList();
    } catch (SQLException e) {
      throw PostgresErrors.translate("removing the capture from schema " + names.schema(), e);
    }
  }

  private void requireUnread(StoredStream stream) throws SQLException, RefusedByPostgresException {
    if (!ReaderLock.tryLock(connection, stream.lockName())) {
      throw new RefusedByPostgresException(
          "table %s is being read by a source (%s); stop that first"
              .formatted(
                  stream.tableName(),
                  ReaderLock.holder(connection, stream.lockName())
                      .map(ReaderLock.Holder::toString)
                      .orElse("which has just ended")),
          List.of());
    }
  }

  private List<String> removal(StoredStream stream) {
    List<String> statements = new ArrayList<>();
    Stream.of(Operation.values())
        .map(operation -> names.triggers(stream.incarnation()).function(operation))
        .map(CaptureTrigger::drop)
        .forEach(statements::add);
    statements.add("DROP TABLE " + names.outbox(stream.incarnation()));
    String incarnation = SqlText.literal(stream.incarnation());
    statements.add("DELETE FROM " + names.tick() + " WHERE stream = " + incarnation);
    statements.add("DELETE FROM " + names.stream() + " WHERE incarnation = " + incarnation);
    return statements;
  }
}
