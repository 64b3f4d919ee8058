package dev.potoroo.runtime;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.DuplexChannel;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection so that its last frame arrives. Closing at once while the peer still sends
 * would reset the connection, and the peer would lose what it has not read: so this end says that
 * it is done, goes on reading for a moment, and closes when the peer does or when that moment is
 * over.
 *
 * <p>Frames that still come must be ignored by the channel's handler.
 */
final class OrderlyClose {

  /** How long the peer has to read the last frame and close, in milliseconds. */
  private static final long DRAIN_MILLIS = 1000;

  private OrderlyClose() {}

  /**
   * @param lastWrite the future of the last frame, flushed
   */
  static void after(ChannelFuture lastWrite) {
    Channel channel = lastWrite.channel();
    lastWrite.addListener(
        written -> {
          if (written.isSuccess() && channel instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
            channel
                .eventLoop()
                .schedule(() -> channel.close(), DRAIN_MILLIS, TimeUnit.MILLISECONDS);
          } else {
            channel.close();
          }
        });
  }

  /** Closes when all that was written so far is sent. */
  static void of(Channel channel) {
    after(channel.writeAndFlush(Unpooled.EMPTY_BUFFER));
  }
}
