package dev.potoroo.benchmarks.database;

import dev.potoroo.connector.HostAndPort;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.UUID;
import java.util.regex.Pattern;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Brings alerts to a table, in one of three ways: {@code sink HOST:PORT} through a sink connector,
 * {@code insert CONNECTION} and {@code copy CONNECTION} straight by JDBC. Then {@code WARM-UP
 * COUNT}. Prints how long the ones after the warm-up took.
 */
final class AlertWriterProgram {

  /** What is printed: how many, and in how many nanoseconds. */
  static final Pattern MEASURED = Pattern.compile("measured (\\d+) in (\\d+) ns");

  /** Rows of one transaction, with JDBC. */
  private static final int BATCH = 1000;

  private AlertWriterProgram() {}

  /** Brings the alerts of some transactions; they are durable when it returns. */
  @FunctionalInterface
  private interface Writer {
    void write(long first, long last) throws Exception;
  }

  public static void main(String... args) throws Exception {
    long warmUp = Long.parseLong(args[2]);
    long count = Long.parseLong(args[3]);
    switch (args[0]) {
      case "sink" -> sink(HostAndPort.parse(args[1]), warmUp, count);
      case "insert", "copy" -> jdbc(args[0], args[1], warmUp, count);
      default -> throw new IllegalArgumentException("no such way to write: " + args[0]);
    }
  }

  private static void sink(HostAndPort sink, long warmUp, long count) throws Exception {
    String stream = "alerts/" + UUID.randomUUID();
    try (SinkFeed feed = new SinkFeed(sink.host(), sink.port(), stream)) {
      measure(feed::send, warmUp, count);
    }
  }

  private static void jdbc(String way, String connectionString, long warmUp, long count)
      throws Exception {
    try (Connection connection = BenchmarkServer.connect(connectionString);
        PreparedStatement statement =
            connection.prepareStatement(
                "INSERT INTO alert_log (alert_log) SELECT unnest(?::text[])")) {
      if (way.equals("copy")) {
        measure((first, last) -> copy(connection, first, last), warmUp, count);
      } else {
        measure((first, last) -> insert(connection, statement, first, last), warmUp, count);
      }
    }
  }

  @SuppressWarnings("SystemOut") // what was measured is what this program is for
  private static void measure(Writer writer, long warmUp, long count) throws Exception {
    writer.write(1, warmUp);
    long began = System.nanoTime();
    writer.write(warmUp + 1, warmUp + count);
    System.out.printf("measured %d in %d ns%n", count, System.nanoTime() - began);
  }

  private static void insert(
      Connection connection, PreparedStatement statement, long first, long last) throws Exception {
    for (long from = first; from <= last; from += BATCH) {
      String[] alerts = new String[(int) Math.min(BATCH, last - from + 1)];
      for (int i = 0; i < alerts.length; i++) {
        alerts[i] = AlertLog.alert(from + i);
      }
      Array array = connection.createArrayOf("text", alerts);
      statement.setArray(1, array);
      statement.executeUpdate();
    }
  }

  private static void copy(Connection connection, long first, long last) throws Exception {
    for (long from = first; from <= last; from += BATCH) {
      CopyIn copy =
          connection
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyIn("COPY alert_log (alert_log) FROM STDIN");
      StringBuilder lines = new StringBuilder();
      for (long id = from; id < from + BATCH && id <= last; id++) {
        lines.append(AlertLog.alert(id)).append('\n');
      }
      byte[] bytes = lines.toString().getBytes(StandardCharsets.US_ASCII);
      copy.writeToCopy(bytes, 0, bytes.length);
      copy.endCopy();
    }
  }
}
