package dev.potoroo.benchmarks.database;

import dev.potoroo.connector.HostAndPort;
import dev.potoroo.connector.sink.SinkBatch;
import dev.potoroo.connector.sink.SinkMessage;
import dev.potoroo.connector.sink.SinkRunner;
import dev.potoroo.connector.sink.SinkSettings;
import dev.potoroo.connector.sink.SinkStream;
import dev.potoroo.connector.sink.TransactionalSink;
import dev.potoroo.protocol.PointOfReference;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * What the postgres-sink would be without exactly once: it inserts and keeps no mark. Called with
 * {@code --connection URL --listen HOST:PORT}.
 */
final class UnmarkedSinkProgram {

  private UnmarkedSinkProgram() {}

  public static void main(String... args) throws Exception {
    try (Connection connection = BenchmarkServer.connect(args[1]);
        UnmarkedSink sink = new UnmarkedSink(connection)) {
      new SinkRunner(sink, SinkSettings.builder(HostAndPort.parse(args[3]), "unmarked").build())
          .run();
    }
  }

  private static final class UnmarkedSink implements TransactionalSink {
    private final Connection connection;
    private final PreparedStatement insert;

    UnmarkedSink(Connection connection) throws SQLException {
      this.connection = connection;
      this.insert =
          connection.prepareStatement(
              "INSERT INTO alert_log (alert_log) SELECT unnest(?::varchar[])");
    }

    @Override
    public void open() {
      // It was opened when it was made.
    }

    @Override
    public PointOfReference highWaterMark(SinkStream stream) {
      return PointOfReference.NEVER;
    }

    @Override
    public void write(SinkBatch batch) throws SQLException {
      Object[] alerts = new Object[batch.messages().size()];
      for (int i = 0; i < alerts.length; i++) {
        SinkMessage message = batch.messages().get(i);
        alerts[i] = new String(message.payload(), StandardCharsets.UTF_8);
      }
      insert.setArray(1, connection.createArrayOf("varchar", alerts));
      insert.executeUpdate();
    }

    @Override
    public void close() {
      // The connection is closed by whoever opened it.
    }
  }
}
