package dev.potoroo.postgres.sink.batch;

import dev.potoroo.connector.sink.SinkMessage;
import dev.potoroo.postgres.sink.schema.PayloadType;
import java.nio.ByteBuffer;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Oid;
import org.postgresql.jdbc.PgArray;

/**
 * Payloads as one parameter, an array in PostgreSQL's binary form: the bytes of each go in as they
 * came, where the driver would have text made of them and bytes of that.
 *
 * <p>The form is that of the server's {@code array_recv}: number of dimensions, whether there are
 * NULLs, type of the elements, then for the one dimension its length and lower bound, then each
 * element with its length. All numbers have four bytes, big-endian.
 */
final class PayloadArray {
  private static final int HEADER_SIZE = 5 * Integer.BYTES;
  private static final int DIMENSIONS = 1;
  private static final int NO_NULLS = 0;
  private static final int LOWER_BOUND = 1;

  private PayloadArray() {}

  /**
   * @param messages at least one; where the type is not {@link PayloadType#BYTEA}, only such as
   *     {@link PayloadText#require} takes
   */
  static Array of(Connection connection, PayloadType type, List<SinkMessage> messages)
      throws SQLException {
    long size = HEADER_SIZE;
    for (SinkMessage message : messages) {
      size += Integer.BYTES + message.payload().length;
    }
    ByteBuffer array = ByteBuffer.allocate(Math.toIntExact(size));
    array.putInt(DIMENSIONS).putInt(NO_NULLS).putInt(elementType(type));
    array.putInt(messages.size()).putInt(LOWER_BOUND);
    for (SinkMessage message : messages) {
      array.putInt(message.payload().length).put(message.payload());
    }
    return new PgArray(connection.unwrap(BaseConnection.class), arrayType(type), array.array());
  }

  private static int elementType(PayloadType type) {
    return type == PayloadType.BYTEA ? Oid.BYTEA : Oid.TEXT;
  }

  private static int arrayType(PayloadType type) {
    return type == PayloadType.BYTEA ? Oid.BYTEA_ARRAY : Oid.TEXT_ARRAY;
  }
}
