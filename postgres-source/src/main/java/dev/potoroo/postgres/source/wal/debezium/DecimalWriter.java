package dev.potoroo.postgres.source.wal.debezium;

import dev.potoroo.postgres.source.wal.json.JsonBuffer;
import java.math.BigDecimal;

/** Numeric: the unscaled number as Base64, beside its scale where the column does not fix one. */
final class DecimalWriter {
  /** What PostgreSQL adds to precision and scale in a modifier. */
  private static final int MODIFIER_OFFSET = 4;

  private DecimalWriter() {}

  static TextValue of(int modifier) {
    return modifier < 0 ? DecimalWriter::writeVariable : fixed(scale(modifier));
  }

  /** Eleven bits, signed: PostgreSQL 15 and later have negative scales. */
  private static int scale(int modifier) {
    return (((modifier - MODIFIER_OFFSET) & 0x7ff) ^ 0x400) - 0x400;
  }

  private static TextValue fixed(int scale) {
    return (value, out) ->
        Base64Json.append(new BigDecimal(value).setScale(scale).unscaledValue().toByteArray(), out);
  }

  private static void writeVariable(String value, JsonBuffer out) {
    BigDecimal number = new BigDecimal(value);
    out.append("{\"scale\":").append(number.scale()).append(",\"value\":");
    Base64Json.append(number.unscaledValue().toByteArray(), out);
    out.append('}');
  }
}
