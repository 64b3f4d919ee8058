package dev.potoroo.protocol.frame;

import dev.potoroo.protocol.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Primitive encodings that bodies are made of: {@code str16}, a u16 length and that many bytes;
 * {@code bool}, one byte of 0 or 1. A body that ends too early is a {@link ProtocolException}.
 */
public final class Wire {

  /** The longest {@code str16}, in bytes. */
  public static final int MAX_STR16 = 0xFFFF;

  /** No {@code char} of a text takes more than 3 bytes of UTF-8. */
  private static final int ALWAYS_FITS = MAX_STR16 / 3;

  private Wire() {}

  /**
   * @throws IllegalArgumentException naming {@code what}, when the text is longer than a str16
   *     holds
   */
  public static void requireStr16(String what, String text) {
    int length = ByteBufUtil.utf8Bytes(text);
    if (length > MAX_STR16) {
      throw new IllegalArgumentException(
          what + " takes up to " + MAX_STR16 + " bytes of UTF-8, got " + length);
    }
  }

  /** The text, or as many whole characters from its beginning as a str16 is sure to hold. */
  static String cutToStr16(String text) {
    if (text.length() <= ALWAYS_FITS || ByteBufUtil.utf8Bytes(text) <= MAX_STR16) {
      return text;
    }
    boolean splitsAPair = Character.isHighSurrogate(text.charAt(ALWAYS_FITS - 1));
    return text.substring(0, splitsAPair ? ALWAYS_FITS - 1 : ALWAYS_FITS);
  }

  static int str16Size(String text) {
    return 2 + ByteBufUtil.utf8Bytes(text);
  }

  public static void writeStr16(ByteBuf out, String text) {
    int lengthIndex = out.writerIndex();
    out.writeShort(0);
    out.setShort(lengthIndex, ByteBufUtil.writeUtf8(out, text));
  }

  /** Reads UTF-8 strictly: for text that decides something (version, cookie, transaction id). */
  public static String readStr16(ByteBuf body, String what) {
    return utf8(readStr16Bytes(body, what), what);
  }

  static String utf8(byte[] bytes, String what) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new ProtocolException("Unable to decode frame: " + what + " is not UTF-8");
    }
  }

  /**
   * Reads text that only informs: bytes that are not UTF-8 become U+FFFD. That makes it longer, so
   * it is cut to what a str16 holds and can be sent on.
   */
  static String readInformativeStr16(ByteBuf body, String what) {
    return cutToStr16(new String(readStr16Bytes(body, what), StandardCharsets.UTF_8));
  }

  private static byte[] readStr16Bytes(ByteBuf body, String what) {
    require(body, 2, what);
    return readBytes(body, body.readUnsignedShort(), what);
  }

  static byte[] readBytes(ByteBuf body, int length, String what) {
    require(body, length, what);
    byte[] bytes = new byte[length];
    body.readBytes(bytes);
    return bytes;
  }

  /** Both known readers take only 1 as true in places, so anything but 0 and 1 is refused. */
  public static boolean readBool(ByteBuf body, String what) {
    require(body, 1, what);
    int value = body.readUnsignedByte();
    if (value > 1) {
      throw new ProtocolException(
          "Unable to decode frame: expected " + what + " as 0 or 1, got " + value);
    }
    return value == 1;
  }

  public static long readU64(ByteBuf body, String what) {
    require(body, 8, what);
    return body.readLong();
  }

  /**
   * Reads a count of elements that are still to come.
   *
   * @param elementSize the least bytes of an element, so that no memory is taken for a count that
   *     the body cannot hold
   */
  public static int readCount(ByteBuf body, int elementSize, String what) {
    require(body, 4, what);
    long count = body.readUnsignedInt();
    if (count * elementSize > body.readableBytes()) {
      throw new ProtocolException(
          "Unable to decode frame: "
              + what
              + " announces "
              + count
              + " elements, the body has "
              + body.readableBytes()
              + " bytes left");
    }
    return (int) count;
  }

  static void require(ByteBuf body, long bytes, String what) {
    if (body.readableBytes() < bytes) {
      throw new ProtocolException(
          "Unable to decode frame: "
              + what
              + " needs "
              + bytes
              + " bytes, the body has "
              + body.readableBytes()
              + " left");
    }
  }
}
