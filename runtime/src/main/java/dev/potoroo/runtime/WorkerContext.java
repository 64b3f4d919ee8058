package dev.potoroo.runtime;

import dev.potoroo.transport.TurnedAway;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the connections of one worker share. Writing is put off to the end of a burst of reading:
 * whoever has something to write says so, and {@link #settle} writes it all at once.
 */
final class WorkerContext {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerContext.class);

  private final String applicationName;
  private final WorkerSettings settings;
  private final Consumer<Throwable> onFailure;
  private final ChannelGroup channels;
  private final StreamRegistry registry = new StreamRegistry();
  private final TurnedAway turnedAway;
  private final List<SinkSession> sinksToDrain = new ArrayList<>();
  private final List<SourceConnection> sourcesToAnswer = new ArrayList<>();
  private Runnable onSettled = () -> {};
  private boolean stopping;

  /**
   * @param onFailure is told why the worker must stop
   */
  WorkerContext(
      String applicationName,
      WorkerSettings settings,
      EventExecutor eventLoop,
      Consumer<Throwable> onFailure) {
    this.applicationName = applicationName;
    this.settings = settings;
    this.onFailure = onFailure;
    this.channels = new DefaultChannelGroup(eventLoop);
    this.turnedAway = new TurnedAway(eventLoop, LOG);
  }

  String applicationName() {
    return applicationName;
  }

  WorkerSettings settings() {
    return settings;
  }

  StreamRegistry registry() {
    return registry;
  }

  /** Every open connection, of sources and to sinks. */
  ChannelGroup channels() {
    return channels;
  }

  /** Connections that ended in an error before they were greeted. */
  TurnedAway turnedAway() {
    return turnedAway;
  }

  /** From now on sources get no credits and nothing of theirs is taken. */
  boolean isStopping() {
    return stopping;
  }

  /**
   * @param afterEachBurst is called when acknowledgements may have come
   */
  void stopping(Runnable afterEachBurst) {
    stopping = true;
    onSettled = afterEachBurst;
  }

  /** The worker cannot go on. */
  void fail(Throwable cause) {
    onFailure.accept(cause);
  }

  /** For a task of the event loop, which would swallow what it throws. */
  Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (Throwable e) {
        fail(e);
      }
    };
  }

  /** The session has outputs to send; it says so once before it is drained. */
  void drainLater(SinkSession sink) {
    sinksToDrain.add(sink);
  }

  /**
   * The connection may have something to acknowledge, or credits to grant; it says so once before
   * it is to answer.
   */
  void answerLater(SourceConnection source) {
    sourcesToAnswer.add(source);
  }

  /** A burst of reading is over: outputs go to sinks, answers to sources. */
  void settle() {
    while (!sinksToDrain.isEmpty() || !sourcesToAnswer.isEmpty()) {
      take(sinksToDrain).forEach(SinkSession::drain);
      take(sourcesToAnswer).forEach(SourceConnection::answer);
    }
    onSettled.run();
  }

  private static <T> List<T> take(List<T> all) {
    List<T> taken = List.copyOf(all);
    all.clear();
    return taken;
  }
}
