package dev.potoroo.runtime;

import dev.potoroo.pipeline.Application;
import dev.potoroo.pipeline.Pipeline;
import dev.potoroo.pipeline.SinkConnectorConfig;
import dev.potoroo.runtime.delivery.BadMessageException;
import dev.potoroo.transport.LogField;
import dev.potoroo.transport.TlsDialer;
import dev.potoroo.transport.TlsListener;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All parts of a worker, from its start to its end. */
final class WorkerRun {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerRun.class);

  /** How long the event loop may take to end, in seconds, once every connection is closed. */
  private static final long SHUTDOWN_SECONDS = 5;

  private final Application application;
  private final BadMessages badMessages;
  private final CompletableFuture<Void> completion;
  private final EventLoopGroup eventLoop;
  private final WorkerContext context;
  private final Map<String, SinkLink> links = new LinkedHashMap<>();
  private final List<PipelineRunner> runners = new ArrayList<>();
  private final List<SourceListener> listeners = new ArrayList<>();
  private @Nullable Throwable failure;
  private boolean finishing;

  private WorkerRun(
      Application application,
      WorkerSettings settings,
      BadMessages badMessages,
      TlsDialer tls,
      CompletableFuture<Void> completion) {
    this.application = application;
    this.badMessages = badMessages;
    this.completion = completion;
    this.eventLoop =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory(application.name()), NioIoHandler.newFactory());
    eventLoop.execute(() -> LogField.CONNECTOR.keep(application.name()));
    this.context =
        new WorkerContext(application.name(), settings, eventLoop.next(), this::beginToStop);
    for (Pipeline<?, ?> pipeline : application.pipelines()) {
      List<SinkLink> sinks = new ArrayList<>();
      for (SinkConnectorConfig<?> sink : pipeline.sinks()) {
        sinks.add(
            links.computeIfAbsent(
                sink.name(), name -> new SinkLink(sink, context, eventLoop, tls)));
      }
      runners.add(new PipelineRunner(pipeline, sinks, settings.maxFrameLength(), badMessages));
    }
  }

  /**
   * Listens, then dials. Blocks until all sources are listened for.
   *
   * @param completion is completed at the end, from a thread that is not the event loop
   * @throws IOException when an address or a file cannot be had; nothing runs then
   */
  static WorkerRun start(
      Application application, WorkerSettings settings, CompletableFuture<Void> completion)
      throws IOException {
    return LogField.CONNECTOR.asking(
        application.name(), () -> startNamed(application, settings, completion));
  }

  private static WorkerRun startNamed(
      Application application, WorkerSettings settings, CompletableFuture<Void> completion)
      throws IOException {
    TlsListener tls = TlsListener.of(settings.tls());
    TlsDialer sinkTls = TlsDialer.of(settings.tls());
    BadMessages badMessages = BadMessages.open(settings.onBadMessage());
    WorkerRun run = new WorkerRun(application, settings, badMessages, sinkTls, completion);
    try {
      run.listen(tls);
    } catch (IOException e) {
      run.eventLoop
          .shutdownGracefully(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS)
          .awaitUninterruptibly();
      badMessages.close();
      throw e;
    }
    run.eventLoop
        .terminationFuture()
        .addListener(ended -> LogField.CONNECTOR.during(application.name(), run::complete));
    run.eventLoop.execute(run.context.guarded(() -> run.links.values().forEach(SinkLink::dial)));
    return run;
  }

  private void listen(TlsListener tls) throws IOException {
    for (PipelineRunner runner : runners) {
      SourceListener listener = SourceListener.open(runner, context, eventLoop, tls);
      listeners.add(listener);
      LOG.info(
          "{}: listening on {}:{} for source {}",
          application.name(),
          listener.address().getHostString(),
          listener.address().getPort(),
          listener.source().name());
    }
  }

  Map<String, InetSocketAddress> addresses() {
    Map<String, InetSocketAddress> addresses = new HashMap<>();
    listeners.forEach(listener -> addresses.put(listener.source().name(), listener.address()));
    return addresses;
  }

  /** From any thread. */
  void stop() {
    try {
      eventLoop.execute(context.guarded(() -> beginToStop(null)));
    } catch (RejectedExecutionException e) {
      LOG.debug("{}: has ended, there is nothing to stop", application.name());
    }
  }

  private void beginToStop(@Nullable Throwable cause) {
    if (context.isStopping()) {
      stopFailed(cause);
      return;
    }
    if (cause == null) {
      LOG.info("{}: stopping", application.name());
    } else {
      LOG.error("{}: stopping, as it cannot go on: {}", application.name(), describe(cause));
    }
    failure = cause;
    listeners.forEach(SourceListener::close);
    context.stopping(this::finishIfQuiet);
    eventLoop.schedule(
        context.guarded(this::finish),
        context.settings().stopTimeout().toMillis(),
        TimeUnit.MILLISECONDS);
    eventLoop.execute(context.guarded(context::settle));
  }

  /** What goes wrong while stopping leaves no time for good order. */
  private void stopFailed(@Nullable Throwable cause) {
    if (cause != null) {
      LOG.error("{}: failed while stopping", application.name(), cause);
      failure = failure == null ? cause : failure;
      shutDown();
    }
  }

  /** Ours have texts for people; the names of others say more than their texts. */
  private static @Nullable String describe(Throwable cause) {
    return cause instanceof BadMessageException || cause instanceof UncheckedIOException
        ? cause.getMessage()
        : cause.toString();
  }

  private void finishIfQuiet() {
    if (context.registry().streams().stream().allMatch(SourceStream::isIdle)) {
      finish();
    }
  }

  private void finish() {
    if (finishing) {
      return;
    }
    finishing = true;
    for (PipelineRunner runner : runners) {
      new ArrayList<>(runner.connections()).forEach(SourceConnection::finish);
    }
    links.values().forEach(SinkLink::close);
    context.channels().newCloseFuture().addListener(closed -> shutDown());
  }

  private void shutDown() {
    finishing = true;
    eventLoop.shutdownGracefully(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS);
  }

  /** The event loop has ended: because it was to, or because its thread has died. */
  private void complete() {
    if (!finishing && failure == null) {
      failure = new IllegalStateException("the worker's thread has died; its log says of what");
    }
    try {
      badMessages.close();
    } catch (IOException e) {
      failure = failure == null ? e : failure;
    }
    LOG.info("{}: stopped", application.name());
    if (failure == null) {
      completion.complete(null);
    } else {
      completion.completeExceptionally(failure);
    }
  }
}
