package dev.potoroo.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Identity of a stream, unsigned 64-bit: half of all ids have the top bit set, so it prints and
 * compares as unsigned. It must be unique among all streams of an application.
 *
 * @param value the 64 bits as they go on the wire
 */
public record StreamId(long value) implements Comparable<StreamId> {

  /**
   * The stream that carries two-phase commit messages and no data (docs/protocol.md, "Two-phase
   * commit").
   */
  public static final StreamId CONTROL = new StreamId(0);

  /**
   * The id of the stream of that name: the first 8 bytes, big-endian, of the SHA-256 of its UTF-8
   * form. The same name has the same id in every process and every language.
   */
  public static StreamId of(String name) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return new StreamId(ByteBuffer.wrap(digest).getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public int compareTo(StreamId other) {
    return Long.compareUnsigned(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toUnsignedString(value);
  }
}
