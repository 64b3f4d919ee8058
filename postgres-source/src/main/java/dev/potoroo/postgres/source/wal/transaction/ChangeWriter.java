package dev.potoroo.postgres.source.wal.transaction;

import dev.potoroo.postgres.source.wal.change.Change;
import dev.potoroo.postgres.source.wal.change.ChangeVisitor;
import dev.potoroo.postgres.source.wal.change.ColumnValue;
import dev.potoroo.postgres.source.wal.change.Delete;
import dev.potoroo.postgres.source.wal.change.Insert;
import dev.potoroo.postgres.source.wal.change.Read;
import dev.potoroo.postgres.source.wal.change.Row;
import dev.potoroo.postgres.source.wal.change.Table;
import dev.potoroo.postgres.source.wal.change.Truncate;
import dev.potoroo.postgres.source.wal.change.Update;

/**
 * Changes as bytes, for {@link ChangeReader} in the same process. Numbers have their highest byte
 * first; tables are numbers of the {@link TableDictionary}:
 *
 * <pre>
 * change    lsn (8) subXid (4) kind (1), then by kind:
 *   'I'     table (4) row: after
 *   'U'     table (4) row: after
 *   'V'     table (4) row: before, row: after
 *   'D'     table (4) row: before
 *   'T'     cascade (1) restartIdentity (1) count (4) table (4)…
 * row       count (4) value…
 * value     't' length (4) UTF-8 | 'n' null | 'u' unchanged | 'a' absent
 * </pre>
 */
final class ChangeWriter implements ChangeVisitor<SpillableBytes> {
  private final SpillableBytes out;
  private final TableDictionary tables;

  ChangeWriter(SpillableBytes out, TableDictionary tables) {
    this.out = out;
    this.tables = tables;
  }

  void write(Change change) {
    out.putLong(change.lsn().asLong());
    out.putInt((int) change.subXid());
    change.accept(this);
  }

  @Override
  public SpillableBytes read(Read read) {
    throw new IllegalArgumentException("expected a change of the log, got a row of a snapshot");
  }

  @Override
  public SpillableBytes insert(Insert insert) {
    begin('I', insert.table());
    return row(insert.after());
  }

  @Override
  public SpillableBytes update(Update update) {
    Row before = update.before();
    begin(before == null ? 'U' : 'V', update.table());
    if (before != null) {
      row(before);
    }
    return row(update.after());
  }

  @Override
  public SpillableBytes delete(Delete delete) {
    begin('D', delete.table());
    return row(delete.before());
  }

  @Override
  public SpillableBytes truncate(Truncate truncate) {
    out.putByte('T');
    out.putByte(truncate.cascade() ? 1 : 0);
    out.putByte(truncate.restartIdentity() ? 1 : 0);
    out.putInt(truncate.tables().size());
    truncate.tables().forEach(table -> out.putInt(tables.number(table)));
    return out;
  }

  private void begin(char kind, Table table) {
    out.putByte(kind);
    out.putInt(tables.number(table));
  }

  private SpillableBytes row(Row row) {
    out.putInt(row.values().size());
    row.values().forEach(this::value);
    return out;
  }

  private void value(ColumnValue value) {
    if (value instanceof ColumnValue.Text text) {
      out.putByte('t');
      out.putInt(text.length());
      out.put(text.bytes(), text.offset(), text.length());
    } else if (value instanceof ColumnValue.Null) {
      out.putByte('n');
    } else if (value instanceof ColumnValue.UnchangedToast) {
      out.putByte('u');
    } else {
      out.putByte('a');
    }
  }
}
