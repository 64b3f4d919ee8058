package dev.potoroo.postgres.source.wal.format;

import dev.potoroo.postgres.source.wal.change.Change;
import dev.potoroo.postgres.source.wal.change.ChangeVisitor;
import dev.potoroo.postgres.source.wal.change.Delete;
import dev.potoroo.postgres.source.wal.change.Insert;
import dev.potoroo.postgres.source.wal.change.Read;
import dev.potoroo.postgres.source.wal.change.Row;
import dev.potoroo.postgres.source.wal.change.Table;
import dev.potoroo.postgres.source.wal.change.Truncate;
import dev.potoroo.postgres.source.wal.change.Update;
import org.jspecify.annotations.Nullable;

/**
 * A change of one table as all formats see it.
 *
 * @param table as it was then
 * @param before null where the log does not have it, or there was none
 * @param after null where the row is gone
 */
record Images(Kind kind, Table table, @Nullable Row before, @Nullable Row after) {

  /** What happened. */
  enum Kind {
    READ,
    INSERT,
    UPDATE,
    DELETE,
    TRUNCATE;

    boolean isNewRow() {
      return this == READ || this == INSERT;
    }

    /** The word of mode outbox, which does not know the rows of a snapshot from new ones. */
    String operation() {
      return switch (this) {
        case READ, INSERT -> "insert";
        case UPDATE -> "update";
        case DELETE -> "delete";
        case TRUNCATE -> "truncate";
      };
    }
  }

  /**
   * @param tableOid which of a Truncate's tables is meant
   */
  static Images of(Change change, long tableOid) {
    return change.accept(new Maker(tableOid));
  }

  private record Maker(long tableOid) implements ChangeVisitor<Images> {

    @Override
    public Images read(Read read) {
      return new Images(Kind.READ, read.table(), null, read.after());
    }

    @Override
    public Images insert(Insert insert) {
      return new Images(Kind.INSERT, insert.table(), null, insert.after());
    }

    @Override
    public Images update(Update update) {
      return new Images(Kind.UPDATE, update.table(), update.before(), update.after());
    }

    @Override
    public Images delete(Delete delete) {
      return new Images(Kind.DELETE, delete.table(), delete.before(), null);
    }

    @Override
    public Images truncate(Truncate truncate) {
      Table table =
          truncate.tables().stream()
              .filter(candidate -> candidate.oid() == tableOid)
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "expected a TRUNCATE of table %d, got one of %s"
                              .formatted(
                                  tableOid, truncate.tables().stream().map(Table::oid).toList())));
      return new Images(Kind.TRUNCATE, table, null, null);
    }
  }
}
