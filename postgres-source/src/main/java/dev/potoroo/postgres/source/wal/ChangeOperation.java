package dev.potoroo.postgres.source.wal;

import dev.potoroo.postgres.source.capture.Operation;
import dev.potoroo.postgres.source.wal.change.ChangeVisitor;
import dev.potoroo.postgres.source.wal.change.Delete;
import dev.potoroo.postgres.source.wal.change.Insert;
import dev.potoroo.postgres.source.wal.change.Read;
import dev.potoroo.postgres.source.wal.change.Truncate;
import dev.potoroo.postgres.source.wal.change.Update;

/** Tells which operation of {@code --operations} a change belongs to. */
final class ChangeOperation implements ChangeVisitor<Operation> {

  /** A row that was there before is new to the application. */
  @Override
  public Operation read(Read read) {
    return Operation.INSERT;
  }

  @Override
  public Operation insert(Insert insert) {
    return Operation.INSERT;
  }

  @Override
  public Operation update(Update update) {
    return Operation.UPDATE;
  }

  @Override
  public Operation delete(Delete delete) {
    return Operation.DELETE;
  }

  @Override
  public Operation truncate(Truncate truncate) {
    return Operation.TRUNCATE;
  }
}
