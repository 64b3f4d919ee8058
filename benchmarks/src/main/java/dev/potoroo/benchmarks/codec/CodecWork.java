package dev.potoroo.benchmarks.codec;

import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.FrameDecoder;
import dev.potoroo.protocol.frame.FrameEncoder;
import dev.potoroo.protocol.frame.Message;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The work for JMH, which makes a subclass of this: MESSAGE frames, {@value #FRAMES} in a buffer as
 * one read of a socket brings them.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class CodecWork {
  static final int FRAMES = 256;

  /** Bytes of a payload. */
  @Param({"100", "1000"})
  public int payload;

  private final ByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;
  private final Counter messages = new Counter();
  private final Counter buffers = new Counter();
  private final Copier copies = new Copier();
  private final EmbeddedChannel decoder =
      channel(new FrameDecoder(FrameDecoder.DEFAULT_MAX_FRAME_LENGTH), messages);
  private final EmbeddedChannel netty =
      channel(
          new LengthFieldBasedFrameDecoder(FrameDecoder.DEFAULT_MAX_FRAME_LENGTH, 0, 4), buffers);
  private final EmbeddedChannel nettyAndCopier =
      channel(
          new LengthFieldBasedFrameDecoder(FrameDecoder.DEFAULT_MAX_FRAME_LENGTH, 0, 4), copies);
  private final ByteBuf written = allocator.directBuffer();
  private final ByteBuf encoded = allocator.directBuffer();
  private Message message = messageOf(0);

  private static EmbeddedChannel channel(ChannelHandler... handlers) {
    return new EmbeddedChannel(handlers);
  }

  private static Message messageOf(int bytes) {
    return new Message(
        StreamId.of("codec"), new MessageId(1), 0, Message.NO_BYTES, new byte[bytes]);
  }

  /** Called by JMH before each series. */
  @Setup
  public void encodeFrames() {
    message = messageOf(payload);
    encoded.clear();
    for (int i = 0; i < FRAMES; i++) {
      FrameEncoder.encode(message, encoded);
    }
  }

  /** Called by JMH after each series. */
  @TearDown
  public void requireAllFrames() {
    if (messages.count % FRAMES != 0 || buffers.count % FRAMES != 0 || copies.count % FRAMES != 0) {
      throw new IllegalStateException(
          "expected whole buffers of %d frames, got %d messages, %d frames and %d copies"
              .formatted(FRAMES, messages.count, buffers.count, copies.count));
    }
  }

  /** Frames into a buffer that is there already. */
  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public int encode() {
    written.clear();
    for (int i = 0; i < FRAMES; i++) {
      FrameEncoder.encode(message, written);
    }
    return written.writerIndex();
  }

  /** Bytes to messages. */
  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public long decode() {
    decoder.writeOneInbound(encoded.retainedDuplicate());
    return messages.count;
  }

  /** Bytes to a buffer a frame. */
  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public long nettyDecode() {
    netty.writeOneInbound(encoded.retainedDuplicate());
    return buffers.count;
  }

  /** Bytes to a buffer a frame, and that to an array which whoever gets it may keep. */
  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public byte[] nettyDecodeAndCopy() {
    nettyAndCopier.writeOneInbound(encoded.retainedDuplicate());
    return copies.last;
  }

  /** Copies what a decoder makes. */
  private static final class Copier extends ChannelInboundHandlerAdapter {
    private long count;
    private byte[] last = {};

    @Override
    public void channelRead(ChannelHandlerContext context, Object decoded) {
      ByteBuf frame = (ByteBuf) decoded;
      last = new byte[frame.readableBytes()];
      frame.readBytes(last);
      frame.release();
      count++;
    }
  }

  /** Takes what a decoder makes. */
  private static final class Counter extends ChannelInboundHandlerAdapter {
    private long count;

    @Override
    public void channelRead(ChannelHandlerContext context, Object decoded) {
      count++;
      ReferenceCountUtil.release(decoded);
    }
  }
}
