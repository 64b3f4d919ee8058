package dev.potoroo.transport;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection so that its last frame arrives. Closing at once while the peer still sends
 * would reset the connection, and the peer would lose what it has not read: so this end says that
 * it is done, goes on reading for a moment, and closes when the peer does or when that moment is
 * over.
 *
 * <p>Frames that still come must be ignored by the channel's handler. From any thread.
 */
public final class OrderlyClose {

  /** How long all of it may take; then the connection is closed whatever is not sent. */
  public static final Duration LONGEST = Duration.ofSeconds(2);

  private OrderlyClose() {}

  /**
   * @param lastWrite the future of the last frame, flushed
   */
  public static void after(ChannelFuture lastWrite) {
    Channel channel = lastWrite.channel();
    channel.config().setAutoRead(true);
    // Shutting the output drops what is not sent yet, so it comes after the last write.
    lastWrite.addListener(
        written -> {
          if (written.isSuccess()) {
            endOutput(channel);
          } else {
            channel.close();
          }
        });
    channel.eventLoop().schedule(() -> channel.close(), LONGEST.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Closes when all that was written so far is sent. */
  public static void of(Channel channel) {
    after(channel.writeAndFlush(Unpooled.EMPTY_BUFFER));
  }

  private static void endOutput(Channel channel) {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls == null) {
      shutOutput(channel);
    } else {
      // Without this last record the peer could not tell our end from a cut.
      tls.closeOutbound().addListener(told -> shutOutput(channel));
    }
  }

  private static void shutOutput(Channel channel) {
    if (channel instanceof DuplexChannel duplex) {
      duplex.shutdownOutput();
    } else {
      channel.close();
    }
  }
}
