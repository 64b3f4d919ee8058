package dev.potoroo.protocol.frame;

import dev.potoroo.protocol.ProtocolException;
import dev.potoroo.protocol.StreamId;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of bytes into frames. The length is checked before memory is taken for the frame.
 *
 * <p>Wrong input is a {@link ProtocolException}, wrapped in Netty's DecoderException, after which
 * nothing more is decoded: the bytes that follow cannot be trusted to begin a frame. Frames own
 * their bytes; no buffer leaves the decoder.
 *
 * <p>Frames are read where the socket has put them. Only the one that a read has cut in two is put
 * together elsewhere; Netty's ByteToMessageDecoder would move all of the next read to it.
 */
public final class FrameDecoder extends ChannelInboundHandlerAdapter {

  /** 1 MiB: the longest frame that is taken unless told otherwise, in bytes after the length. */
  public static final int DEFAULT_MAX_FRAME_LENGTH = 1 << 20;

  private static final int LENGTH_SIZE = 4;

  private enum State {
    /** For the next bytes. */
    READY,
    /** Frames are being handed on. */
    DECODING,
    /** Something was wrong: what comes is dropped. */
    BROKEN
  }

  private final int maxFrameLength;
  private long decoded;
  private State state = State.READY;

  /** The beginning of a frame, at least a byte and not all of it. Null between two frames. */
  private @Nullable ByteBuf partial;

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

  /** Whether some bytes of a frame have come, and not all. On the event loop only. */
  public boolean isWithinFrame() {
    return partial != null;
  }

  /** How many whole frames have come. On the event loop only. */
  public long decoded() {
    return decoded;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!(message instanceof ByteBuf in)) {
      context.fireChannelRead(message);
      return;
    }
    try {
      if (state == State.DECODING) {
        throw new IllegalStateException("bytes have come while frames before them are handed on");
      }
      if (state == State.READY) {
        state = State.DECODING;
        decode(context, in);
        state = state == State.DECODING ? State.READY : state;
      }
    } catch (RuntimeException e) {
      state = State.BROKEN;
      dropPartial();
      throw new DecoderException(e);
    } finally {
      in.release();
    }
  }

  private void decode(ChannelHandlerContext context, ByteBuf in) {
    ByteBuf begun = partial;
    if (begun != null) {
      if (!complete(begun, in)) {
        return;
      }
      Frame frame = readFrame(begun);
      dropPartial();
      context.fireChannelRead(frame);
    }
    while (hasFrame(in)) {
      context.fireChannelRead(readFrame(in));
    }
    if (in.isReadable() && state == State.DECODING && !context.isRemoved()) {
      partial = context.alloc().buffer(in.readableBytes()).writeBytes(in);
    }
  }

  /**
   * Moves to a begun frame what it lacks, as far as that has come.
   *
   * @return whether it is whole
   */
  private boolean complete(ByteBuf begun, ByteBuf in) {
    move(in, begun, LENGTH_SIZE);
    if (begun.readableBytes() >= LENGTH_SIZE) {
      move(in, begun, LENGTH_SIZE + frameLength(begun));
    }
    return hasFrame(begun);
  }

  private static void move(ByteBuf from, ByteBuf to, int size) {
    int missing = size - to.readableBytes();
    if (missing > 0) {
      to.writeBytes(from, Math.min(missing, from.readableBytes()));
    }
  }

  private boolean hasFrame(ByteBuf in) {
    return in.readableBytes() >= LENGTH_SIZE && in.readableBytes() - LENGTH_SIZE >= frameLength(in);
  }

  private int frameLength(ByteBuf in) {
    long length = in.getUnsignedInt(in.readerIndex());
    if (length == 0 || length > maxFrameLength) {
      throw new ProtocolException(
          "Unable to decode frame: expected a length from 1 to "
              + maxFrameLength
              + " bytes (option --max-frame), got "
              + length);
    }
    return (int) length;
  }

  /** Hides what follows the frame while it is read, rather than make a buffer of the frame. */
  private Frame readFrame(ByteBuf in) {
    int end = in.writerIndex();
    int length = in.readInt();
    int frameEnd = in.readerIndex() + length;
    in.writerIndex(frameEnd);
    Frame frame = FrameType.ofTag(in.readUnsignedByte()).readBody(in, lastStream);
    in.writerIndex(end);
    in.readerIndex(frameEnd);
    if (frame instanceof Message message) {
      lastStream = message.streamId();
    }
    decoded++;
    return frame;
  }

  private void dropPartial() {
    ByteBuf begun = partial;
    if (begun != null) {
      partial = null;
      begun.release();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    dropPartial();
    context.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    dropPartial();
  }
}
