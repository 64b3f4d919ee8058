package dev.potoroo.connector.connection;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The one network thread of a connector; it ends with {@link #close}. */
public final class EventLoop implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final MultiThreadIoEventLoopGroup group;

  /**
   * @param name of the connector, for the thread's name
   */
  public EventLoop(String name) {
    group =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory(name + "-network", true), NioIoHandler.newFactory());
  }

  MultiThreadIoEventLoopGroup group() {
    return group;
  }

  /** Closes what is still open, and waits for the thread to end. */
  @Override
  public void close() {
    group
        .shutdownGracefully(0, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(PATIENCE.toMillis());
  }
}
