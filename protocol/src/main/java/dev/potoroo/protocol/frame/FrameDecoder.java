package dev.potoroo.protocol.frame;

import dev.potoroo.protocol.ProtocolException;
import dev.potoroo.protocol.StreamId;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/**
 * Cuts a stream of bytes into frames. The length is checked before memory is taken for the frame.
 *
 * <p>Wrong input is a {@link ProtocolException}, wrapped in Netty's DecoderException, after which
 * nothing more is decoded: the bytes that follow cannot be trusted to begin a frame. Frames own
 * their bytes; no buffer leaves the decoder.
 */
public final class FrameDecoder extends ByteToMessageDecoder {

  /** 1 MiB: the longest frame that is taken unless told otherwise, in bytes after the length. */
  public static final int DEFAULT_MAX_FRAME_LENGTH = 1 << 20;

  private static final int LENGTH_SIZE = 4;

  private final int maxFrameLength;
  private boolean broken;

  /** Of the last message: most that follow are of the same, and share it. */
  private StreamId lastStream = StreamId.CONTROL;

  /**
   * @param maxFrameLength the largest length field taken, in bytes, from 1 up
   */
  public FrameDecoder(int maxFrameLength) {
    if (maxFrameLength < 1) {
      throw new IllegalArgumentException(
          "a frame length limit is at least 1 byte, got " + maxFrameLength);
    }
    this.maxFrameLength = maxFrameLength;
  }

  /**
   * Whether some bytes of a frame have come, and not all. On the event loop only, and not from
   * within the handlers that follow.
   */
  public boolean isWithinFrame() {
    return !broken && actualReadableBytes() > 0;
  }

  /** All frames that are there at once: a call of this for each would cost more than a frame. */
  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    if (broken) {
      in.skipBytes(in.readableBytes());
      return;
    }
    while (in.readableBytes() >= LENGTH_SIZE) {
      long length = in.getUnsignedInt(in.readerIndex());
      if (length == 0 || length > maxFrameLength) {
        broken = true;
        throw new ProtocolException(
            "Unable to decode frame: expected a length from 1 to "
                + maxFrameLength
                + " bytes (option --max-frame), got "
                + length);
      }
      if (in.readableBytes() < LENGTH_SIZE + length) {
        return;
      }
      in.skipBytes(LENGTH_SIZE);
      broken = true; // until the frame is read
      out.add(readFrame(in, (int) length));
      broken = false;
    }
  }

  /** Hides what follows the frame while it is read, rather than make a buffer of the frame. */
  private Frame readFrame(ByteBuf in, int length) {
    int end = in.writerIndex();
    int frameEnd = in.readerIndex() + length;
    in.writerIndex(frameEnd);
    try {
      Frame frame = FrameType.ofTag(in.readUnsignedByte()).readBody(in, lastStream);
      if (frame instanceof Message message) {
        lastStream = message.streamId();
      }
      return frame;
    } finally {
      in.writerIndex(end);
      in.readerIndex(frameEnd);
    }
  }
}
