package dev.potoroo.protocol.frame;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.PromiseNotifier;
import org.jspecify.annotations.Nullable;

/**
 * Writes frames. Those between two flushes go into one buffer, so that a thousand small frames are
 * one write to the socket. The promise of each is completed with that write; void promises cost the
 * least, for one listener does for all of them.
 */
public final class FrameEncoder extends ChannelOutboundHandlerAdapter {

  private final FrameBatch batch = new FrameBatch();

  /** Of the frames in {@code batch}; null when there are none. */
  private @Nullable Promises promises;

  private static final class Promises {
    final ChannelPromise all;
    boolean reportsFailure;

    Promises(ChannelPromise all) {
      this.all = all;
    }

    void add(ChannelPromise frame) {
      if (!frame.isVoid() || !reportsFailure) {
        reportsFailure |= frame.isVoid();
        all.addListener(new PromiseNotifier<>(frame.unvoid()));
      }
    }
  }

  /**
   * Appends one frame, its length included, to {@code out}; all of it or, when that fails, nothing.
   */
  public static void encode(Frame frame, ByteBuf out) {
    int start = out.writerIndex();
    boolean whole = false;
    try {
      out.writeInt(0);
      out.writeByte(frame.type().tag());
      out.ensureWritable(frame.bodySizeHint());
      frame.writeBody(out);
      out.setInt(start, out.writerIndex() - start - 4);
      whole = true;
    } finally {
      if (!whole) {
        out.writerIndex(start);
      }
    }
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (!(message instanceof Frame frame)) {
      passOn(context); // nothing overtakes the frames before it
      context.write(message, promise);
      return;
    }
    if (promises == null) {
      promises = new Promises(context.newPromise());
    }
    batch.append(frame, context.alloc());
    promises.add(promise);
    if (batch.isFull()) {
      passOn(context);
    }
  }

  @Override
  public void flush(ChannelHandlerContext context) {
    passOn(context);
    context.flush();
  }

  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    passOn(context);
    context.flush();
    context.close(promise);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    passOn(context);
  }

  private void passOn(ChannelHandlerContext context) {
    ByteBuf bytes = batch.take();
    Promises written = promises;
    if (bytes != null && written != null) {
      promises = null;
      context.write(bytes, written.all);
    }
  }
}
