package dev.potoroo.protocol.frame;

import static dev.potoroo.protocol.Codec.decodeAll;
import static dev.potoroo.protocol.Codec.encode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.StreamId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FrameEncoderTest {

  private final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(false);
  private final EmbeddedChannel channel = new EmbeddedChannel(new FrameEncoder());

  @BeforeEach
  void countMemory() {
    channel.config().setAllocator(memory);
  }

  @AfterEach
  void leavesNoBufferBehind() {
    channel.finishAndReleaseAll();

    assertThat(memory.metric().usedHeapMemory()).isZero();
    assertThat(memory.metric().usedDirectMemory()).isZero();
  }

  @Test
  void writesNothingBeforeTheFlush() {
    ChannelFuture written = channel.write(new Ok(1));

    assertThat(writes()).isEmpty();
    assertThat(written.isDone()).isFalse();
  }

  @Test
  void putsTheFramesBetweenTwoFlushesIntoOneBuffer() {
    channel.write(new Ok(1));
    channel.write(new Ok(2));
    channel.writeAndFlush(new Ok(3));
    channel.writeAndFlush(new Ok(4));

    List<byte[]> writes = writes();

    assertThat(writes).hasSize(2);
    assertThat(decodeAll(writes.get(0))).containsExactly(new Ok(1), new Ok(2), new Ok(3));
    assertThat(decodeAll(writes.get(1))).containsExactly(new Ok(4));
  }

  @Test
  void completesThePromiseOfEachFrameWithTheWrite() {
    ChannelFuture first = channel.write(new Ok(1));
    ChannelFuture second = channel.write(new Ok(2));

    channel.flush();

    assertThat(first.isSuccess()).isTrue();
    assertThat(second.isSuccess()).isTrue();
  }

  @Test
  void failsThePromiseOfEachFrameWithTheWrite() {
    ChannelFuture first = channel.write(new Ok(1));
    ChannelFuture second = channel.write(new Ok(2));

    closeByPeer();

    assertThat(first.cause()).isInstanceOf(ClosedChannelException.class);
    assertThat(second.cause()).isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void reportsAFailedWriteThatNobodyHoldsAPromiseOf() {
    channel.pipeline().addFirst(new BrokenPipe());

    channel.writeAndFlush(new Ok(1), channel.voidPromise());

    assertThatThrownBy(channel::checkException).hasMessage("broken pipe");
  }

  @Test
  void passesALongBatchOnBeforeTheFlush() {
    Message half = message(40 * 1024);

    channel.write(half);
    channel.write(half);
    channel.write(half);
    channel.flush();

    List<byte[]> writes = writes();
    assertThat(writes).hasSize(2);
    assertThat(decodeAll(writes.get(0))).containsExactly(half, half);
    assertThat(decodeAll(writes.get(1))).containsExactly(half);
  }

  @Test
  void flushesBeforeItCloses() {
    ChannelFuture lastWord = channel.write(new ErrorFrame("why"));

    channel.close();

    assertThat(lastWord.isSuccess()).isTrue();
    assertThat(writes()).containsExactly(encode(new ErrorFrame("why")));
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void passesOnWhatItHoldsWhenItIsRemoved() {
    channel.write(new Ok(1));

    channel.pipeline().remove(FrameEncoder.class);
    channel.flush();

    assertThat(writes()).containsExactly(encode(new Ok(1)));
  }

  @Test
  void letsNothingOvertakeAFrame() {
    byte[] raw = {1, 2, 3};
    channel.write(new Ok(1));
    channel.write(Unpooled.wrappedBuffer(raw));
    channel.write(new Ok(2));
    channel.flush();

    assertThat(writes()).containsExactly(encode(new Ok(1)), raw, encode(new Ok(2)));
  }

  @Test
  void leavesNoTraceOfAFrameThatCouldNotBeWritten() {
    Message tooLong = message(1000);
    ByteBuf out = Unpooled.buffer(16, 500);
    FrameEncoder.encode(new Ok(1), out);

    assertThatThrownBy(() -> FrameEncoder.encode(tooLong, out))
        .isInstanceOf(IndexOutOfBoundsException.class);
    FrameEncoder.encode(new Ok(2), out);

    assertThat(decodeAll(ByteBufUtil.getBytes(out))).containsExactly(new Ok(1), new Ok(2));
  }

  /** A socket that takes no more bytes. */
  private static final class BrokenPipe extends ChannelOutboundHandlerAdapter {
    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      ReferenceCountUtil.release(message);
      promise.setFailure(new IOException("broken pipe"));
    }
  }

  /** As when a reset comes: closes below the encoder, which is not asked. */
  private void closeByPeer() {
    channel.unsafe().close(channel.unsafe().voidPromise());
    channel.runPendingTasks();
  }

  private List<byte[]> writes() {
    List<byte[]> writes = new ArrayList<>();
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      writes.add(ByteBufUtil.getBytes(out));
      out.release();
    }
    return writes;
  }

  private static Message message(int payloadLength) {
    return new Message(
        new StreamId(1), new MessageId(1), 0, Message.NO_BYTES, new byte[payloadLength]);
  }
}
