package dev.potoroo.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.potoroo.pipeline.Application;
import dev.potoroo.pipeline.Decoder;
import dev.potoroo.pipeline.Encoder;
import dev.potoroo.pipeline.Pipeline;
import dev.potoroo.pipeline.PipelineBuilder;
import dev.potoroo.pipeline.SinkConnectorConfig;
import dev.potoroo.pipeline.SourceConnectorConfig;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.Notify;
import dev.potoroo.protocol.frame.NotifyAck;
import dev.potoroo.testkit.peer.ScriptedReceiver;
import dev.potoroo.testkit.peer.ScriptedSender;
import dev.potoroo.testkit.proxy.FaultyLink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A worker under test: one source of text, whose messages go to scripted sinks as they are, unless
 * the test gives it other stages.
 */
final class RunningWorker implements AutoCloseable {
  private static final String SOURCE = "words";

  private final Worker worker;
  private final List<ScriptedReceiver> sinks;
  private final List<ScriptedSender> sources = new ArrayList<>();

  private RunningWorker(Worker worker, List<ScriptedReceiver> sinks) {
    this.worker = worker;
    this.sinks = sinks;
    try {
      worker.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** With default settings, but a quick redial. */
  static WorkerSettingsBuilder settings() {
    return WorkerSettings.DEFAULTS.toBuilder().redial(Duration.ofMillis(20), Duration.ofMillis(50));
  }

  static RunningWorker start(ScriptedReceiver... sinks) {
    return start(settings(), source -> source, stages -> stages, sinks);
  }

  static RunningWorker start(
      WorkerSettingsBuilder settings,
      UnaryOperator<SourceConnectorConfig<String>> source,
      Function<PipelineBuilder<String, String>, PipelineBuilder<String, String>> stages,
      ScriptedReceiver... sinks) {
    List<Integer> ports = Stream.of(sinks).map(ScriptedReceiver::port).toList();
    return start(settings, source, stages, ports, List.of(sinks));
  }

  /** A worker that dials its sink by way of that link. */
  static RunningWorker startBehind(
      FaultyLink link, WorkerSettingsBuilder settings, ScriptedReceiver sink) {
    return start(settings, source -> source, stages -> stages, List.of(link.port()), List.of(sink));
  }

  private static RunningWorker start(
      WorkerSettingsBuilder settings,
      UnaryOperator<SourceConnectorConfig<String>> source,
      Function<PipelineBuilder<String, String>, PipelineBuilder<String, String>> stages,
      List<Integer> ports,
      List<ScriptedReceiver> sinks) {
    List<SinkConnectorConfig<? super String>> sinkConfigs = new ArrayList<>();
    for (int port : ports) {
      sinkConfigs.add(
          SinkConnectorConfig.of("sink" + (sinkConfigs.size() + 1), Encoder.utf8(), port));
    }
    SourceConnectorConfig<String> words =
        source.apply(SourceConnectorConfig.of(SOURCE, Decoder.utf8()));
    Application application =
        Application.named("spelling")
            .pipeline(stages.apply(Pipeline.source(words)).toSinks(sinkConfigs))
            .build();
    return new RunningWorker(new Worker(application, settings.build()), sinks);
  }

  Worker worker() {
    return worker;
  }

  String address() {
    return "127.0.0.1:" + worker.address(SOURCE).getPort();
  }

  /** Until it is stopping: nobody can dial it any more. */
  void awaitStopping() {
    await().until(() -> !isListening());
  }

  private boolean isListening() throws IOException {
    try (Socket dialled = new Socket()) {
      dialled.connect(worker.address(SOURCE));
      return true;
    } catch (ConnectException e) {
      return false;
    }
  }

  /** A source that has dialled and said nothing. */
  ScriptedSender dial() {
    ScriptedSender source = ScriptedSender.source(address());
    sources.add(source);
    return source.dial();
  }

  /** A source that was greeted. */
  ScriptedSender connect() {
    ScriptedSender source = dial();
    source.greet("");
    return source;
  }

  /**
   * Announces a stream, lets the sink open it, and gives what the source is told.
   *
   * @param point what the source says of itself
   * @param mark what the sink says that it has
   */
  static PointOfReference open(
      ScriptedSender source,
      StreamId stream,
      PointOfReference point,
      ScriptedReceiver sink,
      PointOfReference mark) {
    source.send(new Notify(stream, "orders", point));
    sink.open(sink.expect(Notify.class), mark);
    NotifyAck answer = source.expect(NotifyAck.class);
    assertThat(answer.success()).isTrue();
    assertThat(answer.streamId()).isEqualTo(stream);
    return answer.pointOfReference();
  }

  /** Opens a stream that is new to both ends. */
  static void open(ScriptedSender source, StreamId stream, ScriptedReceiver sink) {
    open(source, stream, PointOfReference.NEVER, sink, PointOfReference.NEVER);
  }

  /** Closes the peers, so that nothing holds the worker up, and stops it. */
  @Override
  public void close() {
    sources.forEach(ScriptedSender::close);
    sinks.forEach(ScriptedReceiver::close);
    worker.stop().handle((done, failure) -> "ended").orTimeout(20, TimeUnit.SECONDS).join();
  }
}
