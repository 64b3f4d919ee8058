package dev.potoroo.connector.connection;

import dev.potoroo.transport.LogField;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one network thread of a connector; it ends with {@link #close}. Netty goes on after an {@link
 * Error}, as if nothing had happened, or lets the thread die; either way a connector would wait for
 * ever, so whoever waits asks {@link #requireAlive}.
 */
public final class EventLoop implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final MultiThreadIoEventLoopGroup group;
  private volatile @Nullable Throwable failure;

  /**
   * @param name of the connector, for the thread's name
   */
  public EventLoop(String name) {
    group =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory(name + "-network", true), NioIoHandler.newFactory());
    group.execute(() -> LogField.CONNECTOR.keep(name));
    group.terminationFuture().addListener(ended -> fail(new IllegalStateException("it has ended")));
  }

  MultiThreadIoEventLoopGroup group() {
    return group;
  }

  /** The thread has met something after which it cannot be relied upon. */
  void fail(Throwable cause) {
    if (failure == null) {
      failure = cause;
    }
  }

  /**
   * From any thread, before {@link #close}.
   *
   * @throws IllegalStateException when the thread has died, or met an {@link Error}, which is then
   *     the cause
   */
  public void requireAlive() {
    Throwable cause = failure;
    if (cause != null) {
      throw new IllegalStateException("the network thread cannot go on: " + cause, cause);
    }
  }

  /** Closes what is still open, and waits for the thread to end. */
  @Override
  public void close() {
    group
        .shutdownGracefully(0, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(PATIENCE.toMillis());
  }
}
