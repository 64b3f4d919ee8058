package dev.potoroo.postgres.source.wal.snapshot;

import dev.potoroo.postgres.source.wal.change.Change;
import dev.potoroo.postgres.source.wal.change.ChangeVisitor;
import dev.potoroo.postgres.source.wal.change.Column;
import dev.potoroo.postgres.source.wal.change.Delete;
import dev.potoroo.postgres.source.wal.change.Insert;
import dev.potoroo.postgres.source.wal.change.Read;
import dev.potoroo.postgres.source.wal.change.Row;
import dev.potoroo.postgres.source.wal.change.Table;
import dev.potoroo.postgres.source.wal.change.Truncate;
import dev.potoroo.postgres.source.wal.change.UnreadableLogException;
import dev.potoroo.postgres.source.wal.change.Update;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a change of the log is to an application that has the rows up to a key, and none beyond:
 * those are read later, as the change has left them.
 */
final class SnapshotFilter implements ChangeVisitor<SnapshotFilter.Verdict> {
  private final KeyOrder order;
  private final List<String> keyNames;
  private final List<String> upperKey;

  /**
   * @param keyNames of the columns that the rows are read by
   * @param upperKey of the last row that the application has
   */
  SnapshotFilter(KeyOrder order, List<String> keyNames, List<String> upperKey) {
    this.order = order;
    this.keyNames = List.copyOf(keyNames);
    this.upperKey = List.copyOf(upperKey);
  }

  /** Asks the server, which a visit may not: it does not throw what that throws. */
  @FunctionalInterface
  interface Verdict {
    Optional<Change> change() throws SQLException;
  }

  /** Itself, nothing, or an insertion or deletion in place of an update across the key. */
  Optional<Change> apply(Change change) throws SQLException {
    return change.accept(this).change();
  }

  @Override
  public Verdict read(Read read) {
    throw new IllegalArgumentException("expected a change of the log, got a row of a snapshot");
  }

  @Override
  public Verdict insert(Insert insert) {
    return () -> isBelow(insert.table(), insert.after()) ? Optional.of(insert) : Optional.empty();
  }

  @Override
  public Verdict delete(Delete delete) {
    return () -> isBelow(delete.table(), delete.before()) ? Optional.of(delete) : Optional.empty();
  }

  @Override
  public Verdict truncate(Truncate truncate) {
    return () -> Optional.of(truncate);
  }

  @Override
  public Verdict update(Update update) {
    return () -> crossing(update);
  }

  private Optional<Change> crossing(Update update) throws SQLException {
    Table table = update.table();
    @Nullable Row before = update.before();
    boolean now = isBelow(table, update.after());
    boolean then = before == null ? now : isBelow(table, before);
    if (then && now) {
      return Optional.of(update);
    }
    if (then && before != null) {
      return Optional.of(new Delete(update.lsn(), update.subXid(), table, before));
    }
    return now
        ? Optional.of(new Insert(update.lsn(), update.subXid(), table, update.after()))
        : Optional.empty();
  }

  private boolean isBelow(Table table, Row row) throws SQLException {
    return order.isAtMost(RowKey.at(places(table), row), upperKey);
  }

  private int[] places(Table table) {
    List<String> names = table.columns().stream().map(Column::name).map(n -> n.value()).toList();
    int[] places = keyNames.stream().mapToInt(names::indexOf).toArray();
    for (int place : places) {
      if (place < 0) {
        throw new UnreadableLogException(
            "table %s: expected the columns %s of the key that its rows are read by, it has %s"
                .formatted(table.name(), keyNames, names));
      }
    }
    return places;
  }
}
