package dev.potoroo.postgres.source.wal.change;

/** What is known of one column of a row. */
public sealed interface ColumnValue {

  /** A value that is not null. */
  record Text(String text) implements ColumnValue {}

  /** Null. */
  record Null() implements ColumnValue {
    public static final Null INSTANCE = new Null();
  }

  /** A value that is stored out of line and that the UPDATE left as it was; the log lacks it. */
  record UnchangedToast() implements ColumnValue {
    public static final UnchangedToast INSTANCE = new UnchangedToast();
  }

  /** Not said: the row before, of which the log has the key alone. */
  record Absent() implements ColumnValue {
    public static final Absent INSTANCE = new Absent();
  }
}
