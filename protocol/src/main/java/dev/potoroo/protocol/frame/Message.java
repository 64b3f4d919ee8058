package dev.potoroo.protocol.frame;

import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.ProtocolException;
import dev.potoroo.protocol.StreamId;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * One message of a stream. Costs a credit.
 *
 * <p>The arrays are handed over, not copied: whoever makes or receives a message leaves them as
 * they are. Two messages are equal when their bytes are.
 *
 * @param streamId an open stream, or {@link StreamId#CONTROL} for a two-phase commit
 * @param messageId higher than every id before it on this stream
 * @param eventTime when it happened, in milliseconds since 1970 where known, else 0; signed
 * @param key up to 65535 bytes; empty means that there is none
 * @param payload what the application decodes; may be empty
 */
@SuppressWarnings("ArrayRecordComponent") // equality by content is written out below
public record Message(
    StreamId streamId, MessageId messageId, long eventTime, byte[] key, byte[] payload)
    implements SenderFrame, ReceiverFrame {

  /** No key, no payload: shared, for an array of length 0 cannot be altered. */
  public static final byte[] NO_BYTES = {};

  /** Bytes of a MESSAGE body besides its key and payload. */
  private static final int FIXED_SIZE = 8 + 8 + 8 + 2;

  /**
   * @throws IllegalArgumentException for a key of more than 65535 bytes
   */
  public Message {
    if (key.length > Wire.MAX_STR16) {
      throw new IllegalArgumentException(
          "a key takes up to " + Wire.MAX_STR16 + " bytes, got " + key.length);
    }
  }

  /**
   * @param likelyStream taken for the stream's id where it is that
   */
  static Message readBody(ByteBuf body, StreamId likelyStream) {
    Wire.require(body, FIXED_SIZE, "MESSAGE header");
    long stream = body.readLong();
    StreamId streamId = stream == likelyStream.value() ? likelyStream : new StreamId(stream);
    long messageId = body.readLong();
    if (messageId == PointOfReference.NEVER.value()) {
      throw new ProtocolException("Unable to decode frame: 2^64-1 is no message id");
    }
    long eventTime = body.readLong();
    int keyLength = body.readUnsignedShort();
    byte[] key = keyLength == 0 ? NO_BYTES : Wire.readBytes(body, keyLength, "MESSAGE key");
    int payloadLength = body.readableBytes();
    byte[] payload =
        payloadLength == 0 ? NO_BYTES : Wire.readBytes(body, payloadLength, "MESSAGE payload");
    return new Message(streamId, new MessageId(messageId), eventTime, key, payload);
  }

  /** The length field of a frame that carries a key and a payload of these many bytes. */
  public static long frameLength(int keyLength, int payloadLength) {
    return 1L + FIXED_SIZE + keyLength + payloadLength;
  }

  @Override
  public FrameType type() {
    return FrameType.MESSAGE;
  }

  @Override
  public void handOver(FrameHandler handler) {
    handler.message(this);
  }

  @Override
  public void writeBody(ByteBuf out) {
    out.writeLong(streamId.value());
    out.writeLong(messageId.value());
    out.writeLong(eventTime);
    out.writeShort(key.length);
    out.writeBytes(key);
    out.writeBytes(payload);
  }

  @Override
  public int bodySizeHint() {
    return FIXED_SIZE + key.length + payload.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Message that
        && streamId.equals(that.streamId)
        && messageId.equals(that.messageId)
        && eventTime == that.eventTime
        && Arrays.equals(key, that.key)
        && Arrays.equals(payload, that.payload);
  }

  @Override
  public int hashCode() {
    return 31 * streamId.hashCode() + messageId.hashCode();
  }

  /** Lengths only: what a message carries stays out of logs. */
  @Override
  public String toString() {
    return "Message[streamId="
        + streamId
        + ", messageId="
        + messageId
        + ", eventTime="
        + eventTime
        + ", key="
        + key.length
        + " bytes, payload="
        + payload.length
        + " bytes]";
  }
}
