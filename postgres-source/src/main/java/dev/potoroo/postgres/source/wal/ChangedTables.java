package dev.potoroo.postgres.source.wal;

import dev.potoroo.postgres.source.wal.change.ChangeVisitor;
import dev.potoroo.postgres.source.wal.change.Delete;
import dev.potoroo.postgres.source.wal.change.Insert;
import dev.potoroo.postgres.source.wal.change.Read;
import dev.potoroo.postgres.source.wal.change.Table;
import dev.potoroo.postgres.source.wal.change.Truncate;
import dev.potoroo.postgres.source.wal.change.Update;
import java.util.List;

/** Tells which tables a change is about: one, but for a truncation. */
final class ChangedTables implements ChangeVisitor<List<Table>> {

  @Override
  public List<Table> read(Read read) {
    return List.of(read.table());
  }

  @Override
  public List<Table> insert(Insert insert) {
    return List.of(insert.table());
  }

  @Override
  public List<Table> update(Update update) {
    return List.of(update.table());
  }

  @Override
  public List<Table> delete(Delete delete) {
    return List.of(delete.table());
  }

  @Override
  public List<Table> truncate(Truncate truncate) {
    return truncate.tables();
  }
}
