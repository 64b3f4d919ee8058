package dev.potoroo.alerts;

import dev.potoroo.pipeline.Application;
import dev.potoroo.pipeline.Pipeline;
import dev.potoroo.pipeline.SinkConnectorConfig;
import dev.potoroo.pipeline.SourceConnectorConfig;

/** The application: transactions come in, the text of an alert goes out for each large one. */
final class AlertsApplication {

  /** Sinks keep their high-water marks under this name. */
  static final String NAME = "alerts";

  private AlertsApplication() {}

  /** What source connectors are offered; address, cookie and credits are for the caller to add. */
  static SourceConnectorConfig<Transaction> transactions() {
    TransactionDecoder decoder = new TransactionDecoder();
    return SourceConnectorConfig.of("transactions", message -> decoder.decode(message.payload()));
  }

  static Application describe(
      SourceConnectorConfig<Transaction> transactions, SinkConnectorConfig<String> alertLog) {
    return Application.named(NAME)
        .pipeline(
            Pipeline.source(transactions)
                .filter("beyond the limit", Alert::isDue)
                .to("word the alert", Alert::text)
                .toSink(alertLog))
        .build();
  }
}
