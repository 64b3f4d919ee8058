package dev.potoroo.postgres.source.outbox;

import dev.potoroo.connector.ConfigurationException;
import dev.potoroo.connector.RetryableException;
import dev.potoroo.postgres.connection.PostgresErrors;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.capture.CaptureTrigger;
import dev.potoroo.postgres.source.capture.Operation;
import dev.potoroo.postgres.source.capture.ReaderLock;
import dev.potoroo.postgres.source.capture.Removal;
import dev.potoroo.postgres.source.capture.SqlScript;
import dev.potoroo.postgres.source.capture.SqlText;
import dev.potoroo.postgres.source.capture.TableChoice;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
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
    return carryOut(() -> plan(tables));
  }

  /**
   * Removes the outboxes that a switch to another mode has left behind, in one transaction.
   *
   * @param tables as they were named when they were installed
   * @return the tables whose outbox is gone
   * @throws ConfigurationException when a table that is named was not switched
   * @throws RefusedByPostgresException when rows of one are not acknowledged, a source reads it, or
   *     a right is missing; nothing is removed then
   */
  public List<String> removeSwitched(TableChoice tables)
      throws RetryableException, RefusedByPostgresException {
    return carryOut(() -> planSwitched(tables));
  }

  @FunctionalInterface
  private interface Planner {
    Removal plan() throws SQLException, RefusedByPostgresException;
  }

  private List<String> carryOut(Planner planner)
      throws RetryableException, RefusedByPostgresException {
    try {
      connection.setAutoCommit(false);
      SqlScript.lockInstallation(connection);
      Removal removal = planner.plan();
      SqlScript.run(connection, removal.statements());
      if (!removal.statements().isEmpty()) {
        SqlScript.dropSchemaIfEmpty(connection, names.schema());
      }
      connection.commit();
      return removal.tables();
    } catch (SQLException e) {
      throw PostgresErrors.translate("removing the capture from schema " + names.schema(), e);
    }
  }

  /** What {@link #remove} would run. */
  public Removal plan(TableChoice tables) throws SQLException, RefusedByPostgresException {
    return removal(stream -> tables.includes(stream.table()));
  }

  /** What {@link #removeSwitched} would run. */
  public Removal planSwitched(TableChoice tables) throws SQLException, RefusedByPostgresException {
    OutboxEnd end = new OutboxEnd(connection, names.schema());
    Set<StoredStream> ended = new HashSet<>();
    for (StoredStream stream : streams()) {
      if (!tables.includes(stream.table())) {
        continue;
      }
      if (end.isEnded(stream)) {
        requireEmpty(stream, end.rowsLeft(stream));
        ended.add(stream);
      } else if (!tables.named().isEmpty()) {
        throw new ConfigurationException(
            "--table: %s was not moved to another mode: its rows go to the outbox; move it with \"postgres-source switch --to wal\" first"
                .formatted(stream.table()));
      }
    }
    return removal(ended::contains);
  }

  private static void requireEmpty(StoredStream stream, long rowsLeft)
      throws RefusedByPostgresException {
    if (rowsLeft > 0) {
      throw new RefusedByPostgresException(
          "the outbox of table %s has %d rows left that are not acknowledged; a source with --mode outbox sends them and ends by itself"
              .formatted(stream.table(), rowsLeft),
          List.of());
    }
  }

  private Removal removal(Predicate<StoredStream> chosen)
      throws SQLException, RefusedByPostgresException {
    List<String> statements = new ArrayList<>();
    List<String> removed = new ArrayList<>();
    List<StoredStream> all = streams();
    for (StoredStream stream : all) {
      if (chosen.test(stream)) {
        requireUnread(stream);
        statements.addAll(removal(stream));
        removed.add(stream.tableName());
      }
    }
    if (removed.size() == all.size() && names.areInstalled(connection)) {
      statements.add("DROP TABLE " + names.tick() + ", " + names.stream());
    }
    return new Removal(removed, statements);
  }

  private List<StoredStream> streams() throws SQLException {
    return names.areInstalled(connection) ? new StreamRegistry(connection, names).all() : List.of();
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
