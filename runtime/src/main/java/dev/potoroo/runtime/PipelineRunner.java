package dev.potoroo.runtime;

import dev.potoroo.pipeline.Pipeline;
import dev.potoroo.pipeline.SourceConnectorConfig;
import dev.potoroo.pipeline.SourceMessage;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.runtime.delivery.BadMessageException;
import dev.potoroo.runtime.delivery.FanOut;
import dev.potoroo.runtime.delivery.Transformation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pipeline at work: brings streams of its source together with its sinks as soon as all sinks
 * are there.
 */
final class PipelineRunner {
  private static final Logger LOG = LoggerFactory.getLogger(PipelineRunner.class);

  private final SourceConnectorConfig<?> source;
  private final Transformation<?, ?> transformation;
  private final FanOut fanOut;
  private final List<SinkLink> sinks;
  private final BadMessages badMessages;
  private final Map<StreamId, SourceStream> waiting = new LinkedHashMap<>();
  private final Set<SourceConnection> connections = new LinkedHashSet<>();

  /**
   * @param sinks in the pipeline's order
   */
  PipelineRunner(
      Pipeline<?, ?> pipeline, List<SinkLink> sinks, int maxFrameLength, BadMessages badMessages) {
    this.source = pipeline.source();
    this.transformation = new Transformation<>(pipeline, maxFrameLength);
    this.fanOut = new FanOut(pipeline.fanOut());
    this.sinks = List.copyOf(sinks);
    this.badMessages = badMessages;
    sinks.forEach(sink -> sink.addPipeline(this));
  }

  SourceConnectorConfig<?> source() {
    return source;
  }

  FanOut fanOut() {
    return fanOut;
  }

  /** Connections that are open now. */
  Set<SourceConnection> connections() {
    return connections;
  }

  /** Whether some sink has so much to take that sources should pause. */
  boolean isPressed() {
    for (SinkLink sink : sinks) {
      if (sink.isPressed()) {
        return true;
      }
    }
    return false;
  }

  /** Attaches the stream to all sinks, now or as soon as that is possible. */
  void attach(SourceStream stream) {
    waiting.put(stream.id(), stream);
    tryToAttach(stream);
    if (waiting.containsKey(stream.id())) {
      stream.inStream(
          () ->
              LOG.info(
                  "source {}: {} waits for {}", source.name(), stream, obstacles(stream.id())));
    }
  }

  /** A sink has come back: those that wait for it may have all they need. */
  void sinkReady() {
    new ArrayList<>(waiting.values()).forEach(this::tryToAttach);
  }

  /** A sink is done with its earlier stream of that id. */
  void streamFreeAtSink(StreamId id) {
    SourceStream stream = waiting.get(id);
    if (stream != null) {
      tryToAttach(stream);
    }
  }

  /** The stream is gone. */
  void forget(SourceStream stream) {
    waiting.remove(stream.id(), stream);
  }

  /**
   * What each sink is to get of a message, by output and sink. A bad message that is skipped or put
   * aside has no output.
   */
  List<byte[][]> outputsOf(StreamId stream, SourceMessage message) {
    try {
      return transformation.apply(message);
    } catch (BadMessageException e) {
      badMessages.handle(source.name(), stream, message, e);
      return List.of();
    }
  }

  private void tryToAttach(SourceStream stream) {
    List<SinkSession> sessions = new ArrayList<>(sinks.size());
    for (SinkLink sink : sinks) {
      SinkSession session = sink.session();
      if (session == null || session.holds(stream.id())) {
        return;
      }
      sessions.add(session);
    }
    waiting.remove(stream.id());
    stream.attach(sessions);
  }

  private String obstacles(StreamId id) {
    List<String> obstacles = new ArrayList<>();
    for (SinkLink sink : sinks) {
      SinkSession session = sink.session();
      if (session == null) {
        obstacles.add(sink + " to connect");
      } else if (session.holds(id)) {
        obstacles.add(sink + " to acknowledge what an earlier connection sent");
      }
    }
    return String.join(" and ", obstacles);
  }
}
