package dev.potoroo.alerts.demo;

import dev.potoroo.alerts.AlertsApplication;
import dev.potoroo.connector.HostAndPort;
import dev.potoroo.connector.sink.SinkRunner;
import dev.potoroo.connector.sink.SinkSettings;
import dev.potoroo.connector.source.SourceRunner;
import dev.potoroo.connector.source.SourceSettings;
import dev.potoroo.pipeline.SourceConnectorConfig;
import dev.potoroo.postgres.connection.ConnectionSettings;
import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.sink.PostgresSink;
import dev.potoroo.postgres.sink.PostgresSinkSettings;
import dev.potoroo.postgres.sink.batch.OnRejected;
import dev.potoroo.postgres.source.capture.CaptureConfig;
import dev.potoroo.postgres.source.capture.CaptureMode;
import dev.potoroo.postgres.source.capture.Operation;
import dev.potoroo.postgres.source.outbox.OutboxSource;
import dev.potoroo.runtime.Worker;
import dev.potoroo.runtime.WorkerSettings;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Runs source, application and sink as threads of this JVM, with the settings that the programs
 * have by default. They meet over TCP all the same, on ports that are free.
 */
final class ThreeThreads {
  private static final HostAndPort ANY_PORT = new HostAndPort("127.0.0.1", 0);

  private ThreeThreads() {}

  static Deployment start(EmbeddedDatabase database) throws Exception {
    SinkRunner sink =
        new SinkRunner(
            new PostgresSink(alertLog(database)),
            SinkSettings.builder(ANY_PORT, "postgres-sink").build());
    Part sinkPart = ThreadPart.start("postgres-sink", sink::run, sink::stop);

    Worker application =
        new Worker(
            AlertsApplication.describe(
                ANY_PORT, sink.listening().get(), "", SourceConnectorConfig.DEFAULT_MAX_CREDITS),
            WorkerSettings.DEFAULTS);
    application.start();
    Part applicationPart = new ThreadPart("alerts", application.completion(), application::stop);

    SourceRunner source =
        new SourceRunner(
            new OutboxSource(transactions(database)),
            SourceSettings.builder(
                    HostAndPort.of(application.address(AlertsApplication.SOURCE)),
                    "postgres-source")
                .build());
    Part sourcePart = ThreadPart.start("postgres-source", source::run, source::stop);

    return new Deployment(List.of(sourcePart, applicationPart, sinkPart));
  }

  private static PostgresSinkSettings alertLog(EmbeddedDatabase database) {
    return new PostgresSinkSettings(
        ConnectionSettings.parse(database.connectionString(DemoRole.SINK_ROLE)),
        QualifiedName.parse(PostgresSinkSettings.DEFAULT_NAME),
        new SqlName(PostgresSinkSettings.DEFAULT_NAME),
        true,
        new SqlName(PostgresSinkSettings.DEFAULT_SCHEMA),
        OnRejected.FAIL);
  }

  private static CaptureConfig transactions(EmbeddedDatabase database) {
    return new CaptureConfig(
        ConnectionSettings.parse(database.connectionString(DemoRole.SOURCE_ROLE)),
        CaptureMode.OUTBOX,
        List.of(QualifiedName.parse("transactions")),
        List.of(),
        List.of(),
        Set.of(Operation.INSERT),
        CaptureConfig.DEFAULT_SCHEMA,
        Duration.ofSeconds(1),
        Duration.ZERO,
        true);
  }
}
