package dev.potoroo.alerts;

import dev.potoroo.connector.HostAndPort;
import dev.potoroo.pipeline.Application;
import dev.potoroo.pipeline.Encoder;
import dev.potoroo.pipeline.InvalidApplicationException;
import dev.potoroo.pipeline.Pipeline;
import dev.potoroo.pipeline.SinkConnectorConfig;
import dev.potoroo.pipeline.SourceConnectorConfig;

/** The application: transactions come in, the text of an alert goes out for each large one. */
public final class AlertsApplication {

  /** Sinks keep their high-water marks under this name. */
  public static final String NAME = "alerts";

  /** Where source connectors dial in. */
  public static final String SOURCE = "transactions";

  private AlertsApplication() {}

  /**
   * @param listen for source connectors; port 0 takes a free one
   * @param sink where the sink connector listens
   * @param cookie what source connectors must show, and the sink connector is shown
   * @param maxCredits messages that a source connector may have under way; half of them used up
   *     brings new ones
   * @throws InvalidApplicationException naming every value that is out of its range
   */
  public static Application describe(
      HostAndPort listen, HostAndPort sink, String cookie, int maxCredits) {
    TransactionDecoder decoder = new TransactionDecoder();
    SourceConnectorConfig<Transaction> transactions =
        SourceConnectorConfig.of(SOURCE, message -> decoder.decode(message.payload()))
            .withAddress(listen.host(), listen.port())
            .withCookie(cookie)
            .withCredits(maxCredits);
    SinkConnectorConfig<String> alertLog =
        SinkConnectorConfig.of("alert_log", Encoder.utf8(), sink.port())
            .withAddress(sink.host(), sink.port())
            .withCookie(cookie);

    return Application.named(NAME)
        .pipeline(
            Pipeline.source(transactions)
                .filter("beyond the limit", Alert::isDue)
                .to("word the alert", Alert::text)
                .toSink(alertLog))
        .build();
  }
}
