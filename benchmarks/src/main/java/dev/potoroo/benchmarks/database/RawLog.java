package dev.potoroo.benchmarks.database;

import dev.potoroo.benchmarks.measure.Sample;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.replication.PGReplicationStream;

/** The pgoutput stream of {@code transactions} as pgjdbc reads it; nothing is made of it. */
final class RawLog implements AutoCloseable {
  private static final String NAME = "raw_log";
  private static final byte INSERT = 'I';

  private final Connection connection;

  private RawLog(Connection connection) {
    this.connection = connection;
  }

  /** From now on the log is kept. */
  static RawLog create(BenchmarkServer server, Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE PUBLICATION " + NAME + " FOR TABLE transactions");
      statement.execute("SELECT pg_create_logical_replication_slot('" + NAME + "', 'pgoutput')");
    }
    Properties properties = new Properties();
    PGProperty.REPLICATION.set(properties, "database");
    PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "10");
    PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
    return new RawLog(DriverManager.getConnection(server.connectionString(), properties));
  }

  /** Reads until that many rows have come, and gives the rate. */
  Sample read(int rows) throws SQLException {
    long began = System.nanoTime();
    try (PGReplicationStream stream =
        connection
            .unwrap(PGConnection.class)
            .getReplicationAPI()
            .replicationStream()
            .logical()
            .withSlotName(NAME)
            .withSlotOption("proto_version", 1)
            .withSlotOption("publication_names", NAME)
            .start()) {
      int inserted = 0;
      while (inserted < rows) {
        ByteBuffer message = stream.read();
        if (message.get(message.position()) == INSERT) {
          inserted++;
        }
      }
    }
    return Sample.ofRate(Landing.RATE, rows, System.nanoTime() - began);
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
