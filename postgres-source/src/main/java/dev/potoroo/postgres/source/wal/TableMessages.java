package dev.potoroo.postgres.source.wal;

import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.capture.Operation;
import dev.potoroo.postgres.source.wal.change.Change;
import dev.potoroo.postgres.source.wal.change.Column;
import dev.potoroo.postgres.source.wal.change.Read;
import dev.potoroo.postgres.source.wal.change.Table;
import dev.potoroo.postgres.source.wal.change.Transaction;
import dev.potoroo.postgres.source.wal.format.PayloadFormat;
import dev.potoroo.postgres.source.wal.snapshot.SnapshotFormat;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of the changes of one table: which are sent, and as what. Sees with the first change
 * after it that the table was altered.
 */
final class TableMessages implements SnapshotFormat {
  private static final Logger LOG = LoggerFactory.getLogger(TableMessages.class);

  private final QualifiedName name;
  private final PayloadFormat format;
  private final List<SqlName> columns;
  private final Set<Operation> operations;

  /** As it was with the last change that was sent; null before the first. */
  private @Nullable Table shape;

  /**
   * @param name of {@code --table}, with its schema
   * @param columns of {@code --columns}, empty for all
   */
  TableMessages(
      QualifiedName name, PayloadFormat format, List<SqlName> columns, Set<Operation> operations) {
    this.name = name;
    this.format = format;
    this.columns = List.copyOf(columns);
    this.operations = Set.copyOf(operations);
  }

  /** The log begins again: the next change may be older than the last. */
  void rewind() {
    shape = null;
  }

  /** Whether a change of that kind is asked for. */
  boolean include(Change change) {
    return operations.contains(change.accept(new ChangeOperation()));
  }

  /**
   * @param table of the change, for a truncation one of its tables
   * @throws RefusedByPostgresException when the table was renamed, or has no longer a column of
   *     {@code --columns}
   */
  byte[] payload(Table table, Change change, Transaction transaction)
      throws SQLException, RefusedByPostgresException {
    if (!table.equals(shape)) {
      requireColumns(table, transaction);
      compare(shape, table, transaction);
      shape = table;
    }
    return format.payload(change, transaction);
  }

  @Override
  public byte[] payload(Read row, Transaction snapshot)
      throws SQLException, RefusedByPostgresException {
    return payload(row.table(), row, snapshot);
  }

  @Override
  public byte[] key(Read row) throws SQLException {
    return format.key(row);
  }

  byte[] key(Change change) throws SQLException {
    return format.key(change);
  }

  /** Before {@code --table} the table may have had any name: that is what its stream began with. */
  private void compare(@Nullable Table before, Table table, Transaction transaction)
      throws RefusedByPostgresException {
    if (before == null) {
      return;
    }
    if (before.name().equals(name) && !table.name().equals(name)) {
      throw new RefusedByPostgresException(
          "--table: %s is called %s from the transaction on that was committed at %s (%s); start again with --table %s, its stream goes on"
              .formatted(
                  name, table.name(), lsn(transaction), transaction.commitTime(), table.name()),
          List.of());
    }
    LOG.info(
        "table {} was altered before or in the transaction that was committed at {} ({}): {}",
        table.name(),
        lsn(transaction),
        transaction.commitTime(),
        TableShape.difference(before, table));
  }

  private void requireColumns(Table table, Transaction transaction)
      throws RefusedByPostgresException {
    List<SqlName> present = table.columns().stream().map(Column::name).toList();
    List<SqlName> missing = columns.stream().filter(column -> !present.contains(column)).toList();
    if (!missing.isEmpty()) {
      throw new RefusedByPostgresException(
          "--columns: table %s has no longer %s from the transaction on that was committed at %s (%s): dropped or renamed, for it has %s; start again with columns that it has from there on"
              .formatted(
                  table.name(), missing, lsn(transaction), transaction.commitTime(), present),
          List.of());
    }
  }

  private static String lsn(Transaction transaction) {
    return transaction.commitLsn().asString();
  }
}
