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

  /** A batch that has grown past this many bytes is passed on before the flush. */
  private static final int BATCH_SIZE = 56 * 1024;

  private static final int LEAST_SIZE = 1024;

  /** Room for the frame with which a batch becomes full, unless that is a long one. */
  private static final int MOST_SIZE = 64 * 1024;

  private @Nullable Batch batch;

  /** As much as the last batch took: to let a buffer grow costs more than to fill it. */
  private int size = LEAST_SIZE;

  private static final class Batch {
    final ByteBuf bytes;
    final ChannelPromise promise;
    boolean reportsFailure;

    Batch(ByteBuf bytes, ChannelPromise promise) {
      this.bytes = bytes;
      this.promise = promise;
    }

    void complete(ChannelPromise frame) {
      if (!frame.isVoid() || !reportsFailure) {
        reportsFailure |= frame.isVoid();
        promise.addListener(new PromiseNotifier<>(frame.unvoid()));
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
    Batch open = batch;
    if (open == null) {
      open = new Batch(context.alloc().ioBuffer(size), context.newPromise());
      batch = open;
    }
    encode(frame, open.bytes);
    open.complete(promise);
    if (open.bytes.readableBytes() >= BATCH_SIZE) {
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
    Batch full = batch;
    if (full != null) {
      batch = null;
      size = Math.min(MOST_SIZE, Math.max(LEAST_SIZE, full.bytes.readableBytes()));
      context.write(full.bytes, full.promise);
    }
  }
}
