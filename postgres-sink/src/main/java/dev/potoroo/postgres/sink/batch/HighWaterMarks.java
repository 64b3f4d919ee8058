package dev.potoroo.postgres.sink.batch;

import dev.potoroo.connector.sink.SinkStream;
import dev.potoroo.postgres.sink.schema.FitSchema;
import dev.potoroo.protocol.PointOfReference;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Reads the stored marks of one target. */
final class HighWaterMarks {
  private final String target;
  private final PreparedStatement statement;

  HighWaterMarks(Connection connection, FitSchema schema) throws SQLException {
    this.target = schema.target().key();
    this.statement =
        connection.prepareStatement(
            "SELECT mark FROM %s WHERE application = ? AND target = ? AND stream = ?"
                .formatted(schema.marks().name().quoted()));
  }

  PointOfReference read(SinkStream stream) throws SQLException {
    statement.setString(1, storable(stream.application()));
    statement.setString(2, target);
    statement.setBigDecimal(3, numeric(stream.id().value()));
    try (ResultSet row = statement.executeQuery()) {
      return row.next()
          ? new PointOfReference(row.getBigDecimal(1).toBigIntegerExact().longValue())
          : PointOfReference.NEVER;
    }
  }

  /** PostgreSQL's text cannot hold NUL; a name that has one is stored without. */
  static String storable(String name) {
    return name.replace('\0', '\uFFFD');
  }

  /** The 64 bits as the unsigned number that they stand for. */
  static BigDecimal numeric(long unsigned) {
    return unsigned >= 0
        ? BigDecimal.valueOf(unsigned)
        : new BigDecimal(new BigInteger(Long.toUnsignedString(unsigned)));
  }

  /** Null where nothing was ever written. */
  static @Nullable BigDecimal numeric(PointOfReference point) {
    return point.isNever() ? null : numeric(point.value());
  }
}
