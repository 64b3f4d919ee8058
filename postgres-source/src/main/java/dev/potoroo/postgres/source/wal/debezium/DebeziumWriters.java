package dev.potoroo.postgres.source.wal.debezium;

import dev.potoroo.postgres.source.wal.catalog.PostgresType;
import dev.potoroo.postgres.source.wal.catalog.PostgresType.Array;
import dev.potoroo.postgres.source.wal.catalog.PostgresType.Hstore;
import dev.potoroo.postgres.source.wal.json.ArrayWriter;
import dev.potoroo.postgres.source.wal.json.ScalarWriter;
import dev.potoroo.postgres.source.wal.json.ValueWriter;
import org.postgresql.core.Oid;

/** Picks what writes the values of a type. */
public final class DebeziumWriters {
  /** Up to so many fractional digits a time is in milliseconds, beyond in microseconds. */
  private static final int MILLISECOND_DIGITS = 3;

  private DebeziumWriters() {}

  /**
   * @param modifier of the column, such as the scale of a numeric; -1 for none
   */
  public static ValueWriter of(PostgresType type, int modifier) {
    if (type instanceof Array array) {
      return new ArrayWriter(of(array.element(), modifier), array.delimiter());
    }
    if (type instanceof Hstore) {
      return new HstoreStringWriter();
    }
    return type instanceof PostgresType.Scalar ? scalar(type.oid(), modifier) : ScalarWriter.TEXT;
  }

  private static ValueWriter scalar(long oid, int modifier) {
    return switch ((int) oid) {
      case Oid.BOOL -> ScalarWriter.BOOLEAN;
      case Oid.INT2, Oid.INT4, Oid.INT8, Oid.OID, Oid.FLOAT4, Oid.FLOAT8 -> ScalarWriter.NUMBER;
      case Oid.NUMERIC -> DecimalWriter.of(modifier);
      case Oid.MONEY -> BinaryWriter.MONEY;
      case Oid.BYTEA -> BinaryWriter.BYTEA;
      case Oid.BIT -> modifier == 1 ? BinaryWriter.ONE_BIT : BinaryWriter.BITS;
      case Oid.VARBIT -> BinaryWriter.BITS;
      case Oid.POINT -> BinaryWriter.POINT;
      case Oid.DATE -> TimeWriter.DATE;
      case Oid.TIME -> isMilliseconds(modifier) ? TimeWriter.MILLI_TIME : TimeWriter.MICRO_TIME;
      case Oid.TIMESTAMP ->
          isMilliseconds(modifier) ? TimeWriter.MILLI_TIMESTAMP : TimeWriter.MICRO_TIMESTAMP;
      case Oid.TIMESTAMPTZ -> TimeWriter.ZONED_TIMESTAMP;
      case Oid.TIMETZ -> TimeWriter.ZONED_TIME;
      case Oid.INTERVAL -> new IntervalWriter();
      default -> ScalarWriter.TEXT;
    };
  }

  private static boolean isMilliseconds(int modifier) {
    return modifier >= 0 && modifier <= MILLISECOND_DIGITS;
  }
}
