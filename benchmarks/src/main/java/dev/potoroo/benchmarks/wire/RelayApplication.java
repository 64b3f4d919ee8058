package dev.potoroo.benchmarks.wire;

import dev.potoroo.connector.HostAndPort;
import dev.potoroo.pipeline.Application;
import dev.potoroo.pipeline.Encoder;
import dev.potoroo.pipeline.Pipeline;
import dev.potoroo.pipeline.SinkConnectorConfig;
import dev.potoroo.pipeline.SourceConnectorConfig;
import dev.potoroo.pipeline.SourceMessage;
import java.util.function.Predicate;

/** An application that hands payloads on as they are, with the settings that users get. */
final class RelayApplication {
  static final String SOURCE = "generated";

  private RelayApplication() {}

  /**
   * @param passes which messages go on to the sink
   */
  static Application describe(
      HostAndPort listen, HostAndPort sink, Predicate<SourceMessage> passes) {
    Encoder<SourceMessage> payload = SourceMessage::payload;
    return Application.named("relay")
        .pipeline(
            Pipeline.source(
                    SourceConnectorConfig.<SourceMessage>of(SOURCE, message -> message)
                        .withAddress(listen.host(), listen.port()))
                .filter("pass", passes)
                .toSink(
                    SinkConnectorConfig.of("counter", payload, sink.port())
                        .withAddress(sink.host(), sink.port())))
        .build();
  }
}
