package dev.potoroo.runtime;

import dev.potoroo.pipeline.SinkConnectorConfig;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.transport.Backoff;
import dev.potoroo.transport.LogField;
import dev.potoroo.transport.TlsDialer;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way to one sink connector: dials it, again and again while it is away. */
final class SinkLink {
  private static final Logger LOG = LoggerFactory.getLogger(SinkLink.class);

  /** So much may lie in a connection's buffer, in bytes, before outputs stay in our queue. */
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(128 * 1024, 512 * 1024);

  private final SinkConnectorConfig<?> sink;
  private final WorkerContext context;
  private final EventLoopGroup eventLoop;
  private final TlsDialer tls;
  private final Backoff backoff;
  private final List<PipelineRunner> pipelines = new ArrayList<>();

  private int failures;
  private String lastReason = "";
  private boolean closed;

  /** The connection at hand, greeted or not. */
  private @Nullable SinkSession current;

  SinkLink(
      SinkConnectorConfig<?> sink, WorkerContext context, EventLoopGroup eventLoop, TlsDialer tls) {
    this.tls = tls;
    this.sink = sink;
    this.context = context;
    this.eventLoop = eventLoop;
    this.backoff = context.settings().redial();
  }

  SinkConnectorConfig<?> sink() {
    return sink;
  }

  void addPipeline(PipelineRunner pipeline) {
    pipelines.add(pipeline);
  }

  /** The session that takes streams, or null while the sink is away. */
  @Nullable SinkSession session() {
    return current != null && current.isStreaming() ? current : null;
  }

  boolean isPressed() {
    return current != null && current.isPressed();
  }

  /** Begins to dial. */
  void dial() {
    if (closed) {
      return;
    }
    ChannelFuture connecting =
        new Bootstrap()
            .group(eventLoop)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
            .option(
                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                Math.toIntExact(context.settings().handshakeTimeout().toMillis()))
            .handler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    tls.install(channel, sink.host(), sink.port());
                    new SinkSession(channel, SinkLink.this, context).connection().install();
                  }
                })
            .connect(sink.host(), sink.port());
    connecting.addListener(
        done -> {
          if (!done.isSuccess()) {
            String reason = String.valueOf(done.cause().getMessage());
            context.guarded(() -> dialAgain(reason)).run();
          }
        });
  }

  /** A connection was made; it is not greeted yet. */
  void connected(SinkSession session) {
    current = session;
    if (closed) {
      session.close();
    }
  }

  /** The sink has greeted back: streams may be opened. */
  void ready() {
    LOG.info("{}: connected", this);
    lastReason = "";
    pipelines.forEach(PipelineRunner::sinkReady);
  }

  /** The connection is gone. */
  void lost(SinkSession session, String reason) {
    if (current == session) {
      current = null;
    }
    if (session.livedFor().compareTo(backoff.max()) > 0) {
      failures = 0;
    }
    dialAgain(reason);
  }

  /** The sink holds no stream of that id any more. */
  void streamFree(StreamId id) {
    pipelines.forEach(pipeline -> pipeline.streamFreeAtSink(id));
  }

  /** Enough was sent: sources get credits again. */
  void pressureRelieved() {
    for (PipelineRunner pipeline : pipelines) {
      pipeline.connections().forEach(context::answerLater);
    }
  }

  /** Hangs up, and dials no more. */
  void close() {
    closed = true;
    if (current != null) {
      current.close();
    }
  }

  private void dialAgain(String reason) {
    if (closed) {
      return;
    }
    failures++;
    Duration delay = backoff.delay(failures);
    LogField.SESSION.during(sink.host() + ":" + sink.port(), () -> logLoss(reason, delay));
    eventLoop.schedule(context.guarded(this::dial), delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Said once; while it lasts the rest is for those who look closer. */
  private void logLoss(String reason, Duration delay) {
    if (!reason.equals(lastReason)) {
      lastReason = reason;
      LOG.warn("{}: {}; dialling until it answers, sources wait", this, reason);
    } else {
      LOG.debug("{}: {}; dialling again in {} ms", this, reason, delay.toMillis());
    }
  }

  @Override
  public String toString() {
    return sink.toString();
  }
}
