package dev.potoroo.postgres.source.wal.pgoutput;

import dev.potoroo.postgres.source.wal.change.ColumnValue.Text;
import dev.potoroo.postgres.source.wal.change.UnreadableLogException;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.postgresql.replication.LogSequenceNumber;

/**
 * Reads the fields of one message, never past its end. Nothing is allocated for a length before as
 * many bytes are known to be there.
 *
 * <p>Fields are big-endian. Each method throws {@link UnreadableLogException} where the message
 * ends too soon, naming the field.
 */
final class MessageReader {
  /** The epoch of PostgreSQL, 2000-01-01T00:00:00Z, in seconds since 1970. */
  private static final long POSTGRES_EPOCH_SECONDS = 946_684_800L;

  private static final long MICROS = 1_000_000L;

  private final ByteBuffer in;
  private final int start;

  /** Values that are read are views of the buffer's array, where it has one. */
  MessageReader(ByteBuffer message) {
    in = message.hasArray() ? message.duplicate() : copy(message);
    start = in.position();
  }

  private static ByteBuffer copy(ByteBuffer message) {
    return ByteBuffer.allocate(message.remaining()).put(message.duplicate()).flip();
  }

  int remaining() {
    return in.remaining();
  }

  char byte1(String field) {
    return (char) int8(field);
  }

  /** From 0 to 255. */
  int int8(String field) {
    require(1, field);
    return Byte.toUnsignedInt(in.get());
  }

  /** From 0 to 65535: a number of columns. */
  int int16(String field) {
    require(2, field);
    return Short.toUnsignedInt(in.getShort());
  }

  int int32(String field) {
    require(4, field);
    return in.getInt();
  }

  /** An object id or a transaction id, from 0 to 2^32-1. */
  long unsigned32(String field) {
    return Integer.toUnsignedLong(int32(field));
  }

  long int64(String field) {
    require(8, field);
    return in.getLong();
  }

  LogSequenceNumber lsn(String field) {
    return LogSequenceNumber.valueOf(int64(field));
  }

  /** Sent in microseconds since 2000. */
  Instant time(String field) {
    long micros = int64(field);
    return Instant.ofEpochSecond(
        POSTGRES_EPOCH_SECONDS + Math.floorDiv(micros, MICROS),
        Math.floorMod(micros, MICROS) * 1000);
  }

  /** UTF-8 up to a zero byte. */
  String string(String field) {
    for (int end = in.position(); end < in.limit(); end++) {
      if (in.get(end) == 0) {
        Text text = view(end - in.position());
        in.get();
        return text.text();
      }
    }
    throw new UnreadableLogException(
        "expected %s up to a zero byte, got none in the last %d bytes"
            .formatted(field, remaining()));
  }

  /** A length of four bytes, then as many bytes. */
  Text text(String field) {
    return view(length(field));
  }

  /** As {@link #text}, copied. */
  byte[] bytes(String field) {
    byte[] value = new byte[length(field)];
    in.get(value);
    return value;
  }

  private Text view(int length) {
    Text text = new Text(in.array(), in.arrayOffset() + in.position(), length);
    in.position(in.position() + length);
    return text;
  }

  private int length(String field) {
    int length = int32(field);
    if (length < 0) {
      throw new UnreadableLogException(
          "expected the length of %s, got %d".formatted(field, length));
    }
    require(length, field);
    return length;
  }

  /**
   * Holds a number of parts against what is left of the message.
   *
   * @param least bytes of each part
   */
  void requireRoomFor(int parts, int least, String field) {
    if (parts < 0 || (long) parts * least > remaining()) {
      throw new UnreadableLogException(
          "expected %d %s, got %d bytes, which is too few for them"
              .formatted(parts, field, remaining()));
    }
  }

  void requireEnd() {
    if (in.hasRemaining()) {
      throw new UnreadableLogException(
          "expected the end after %d bytes, got %d bytes more"
              .formatted(in.position() - start, remaining()));
    }
  }

  private void require(int length, String field) {
    if (length > in.remaining()) {
      throw new UnreadableLogException(
          "expected %s of %d bytes at byte %d, got %d bytes"
              .formatted(field, length, in.position() - start, remaining()));
    }
  }
}
