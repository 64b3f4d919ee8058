package dev.potoroo.pipeline;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds all that is wrong with a description, in the order of the description. */
final class ApplicationCheck {

  /** Names and cookies travel as a length of 16 bits and that many bytes. */
  private static final int MAX_TEXT_BYTES = 0xFFFF;

  private final String name;
  private final List<Pipeline<?, ?>> pipelines;
  private final List<String> complaints = new ArrayList<>();
  private final Map<String, SourceConnectorConfig<?>> sourcesByName = new HashMap<>();
  private final Map<String, SourceConnectorConfig<?>> sourcesByAddress = new HashMap<>();
  private final Map<String, SinkConnectorConfig<?>> sinksByName = new HashMap<>();
  private final Map<String, SinkConnectorConfig<?>> sinksByAddress = new HashMap<>();

  ApplicationCheck(String name, List<Pipeline<?, ?>> pipelines) {
    this.name = name;
    this.pipelines = pipelines;
  }

  /** Call once. */
  List<String> complaints() {
    checkName("application", name);
    if (pipelines.isEmpty()) {
      complain("there is no pipeline: add one with pipeline(...)");
    }
    for (Pipeline<?, ?> pipeline : pipelines) {
      checkSource(pipeline.source());
      checkStages(pipeline);
      checkSinks(pipeline);
    }
    return complaints;
  }

  private void checkSource(SourceConnectorConfig<?> source) {
    String what = "source \"" + source.name() + "\"";
    checkName("source", source.name());
    SourceConnectorConfig<?> namesake = sourcesByName.putIfAbsent(source.name(), source);
    if (namesake != null) {
      complain(
          namesake.equals(source)
              ? what + " feeds two pipelines: give each pipeline a source of its own"
              : what + ": another source has the same name");
    }
    checkAddress(what, source.host(), source.port(), 0);
    if (source.port() != 0 && namesake == null) {
      String address = source.host() + ":" + source.port();
      SourceConnectorConfig<?> neighbour = sourcesByAddress.putIfAbsent(address, source);
      if (neighbour != null) {
        complain(what + " and source \"" + neighbour.name() + "\" both listen on " + address);
      }
    }
    checkCookie(what, source.cookie());
    checkCredits(what, source.maxCredits(), source.refillCredits());
  }

  private void checkCredits(String what, int max, int refill) {
    if (max < 1) {
      complain(what + ": max credits must be at least 1, got " + max);
    } else if (refill < 0 || refill >= max) {
      complain(
          what
              + ": refill credits must be from 0 to "
              + (max - 1)
              + ", one below max credits, got "
              + refill);
    }
  }

  private void checkStages(Pipeline<?, ?> pipeline) {
    boolean fits = true;
    for (Stage<?, ?> stage : pipeline.stages()) {
      checkName("stage", stage.name());
      if (stage.fanOut() < 1) {
        complain(
            "stage \"" + stage.name() + "\": fan-out must be at least 1, got " + stage.fanOut());
        fits = false;
      }
    }
    if (fits && pipeline.fanOutAsDeclared() > Pipeline.MAX_FAN_OUT) {
      complain(
          "pipeline of source \""
              + pipeline.source().name()
              + "\": its fan-outs multiply to more than "
              + Pipeline.MAX_FAN_OUT);
    }
  }

  private void checkSinks(Pipeline<?, ?> pipeline) {
    if (pipeline.sinks().isEmpty()) {
      complain("pipeline of source \"" + pipeline.source().name() + "\" has no sink");
    }
    Set<String> seen = new HashSet<>();
    for (SinkConnectorConfig<?> sink : pipeline.sinks()) {
      String what = "sink \"" + sink.name() + "\"";
      if (!seen.add(sink.name())) {
        complain(what + " ends the pipeline of source \"" + pipeline.source().name() + "\" twice");
      }
      SinkConnectorConfig<?> namesake = sinksByName.putIfAbsent(sink.name(), sink);
      if (namesake == null) {
        checkSink(what, sink);
      } else if (!namesake.equals(sink)) {
        complain(what + ": another sink has the same name");
      }
    }
  }

  private void checkSink(String what, SinkConnectorConfig<?> sink) {
    checkName("sink", sink.name());
    checkAddress(what, sink.host(), sink.port(), 1);
    checkCookie(what, sink.cookie());
    String address = sink.host() + ":" + sink.port();
    SinkConnectorConfig<?> neighbour = sinksByAddress.putIfAbsent(address, sink);
    if (neighbour != null) {
      complain(
          what
              + " and sink \""
              + neighbour.name()
              + "\" are both at "
              + address
              + ": a connector takes one connection of an application, so use one sink for both");
    }
  }

  private void checkName(String kind, String text) {
    if (text.isBlank()) {
      complain("a name is blank: every " + kind + " needs one");
    } else if (tooLong(text)) {
      complain(kind + " name takes up to " + MAX_TEXT_BYTES + " bytes of UTF-8");
    }
  }

  private void checkCookie(String what, String cookie) {
    if (tooLong(cookie)) {
      complain(what + ": a cookie takes up to " + MAX_TEXT_BYTES + " bytes of UTF-8");
    }
  }

  private void checkAddress(String what, String host, int port, int minPort) {
    if (host.isBlank()) {
      complain(what + ": its host is blank");
    }
    if (port < minPort || port > 65535) {
      complain(what + ": port must be from " + minPort + " to 65535, got " + port);
    }
  }

  private static boolean tooLong(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length > MAX_TEXT_BYTES;
  }

  private void complain(String complaint) {
    complaints.add(complaint);
  }
}
