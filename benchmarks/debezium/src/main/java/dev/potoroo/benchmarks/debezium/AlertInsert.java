package dev.potoroo.benchmarks.debezium;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.debezium.engine.ChangeEvent;
import io.debezium.engine.DebeziumEngine;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Writes a batch of changes as one array insert, then marks each of them as done. */
final class AlertInsert
    implements DebeziumEngine.ChangeConsumer<ChangeEvent<String, String>>, AutoCloseable {
  private static final BigDecimal LIMIT = BigDecimal.valueOf(1000);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Connection connection;
  private final PreparedStatement insert;

  AlertInsert(Connection connection) throws SQLException {
    this.connection = connection;
    this.insert =
        connection.prepareStatement("INSERT INTO alert_log (alert_log) SELECT unnest(?::text[])");
  }

  @Override
  public void handleBatch(
      List<ChangeEvent<String, String>> changes,
      DebeziumEngine.RecordCommitter<ChangeEvent<String, String>> committer)
      throws InterruptedException {
    try {
      List<String> alerts = new ArrayList<>(changes.size());
      for (ChangeEvent<String, String> change : changes) {
        add(change, alerts);
      }
      insert.setArray(1, connection.createArrayOf("text", alerts.toArray()));
      insert.executeUpdate();
    } catch (Exception e) {
      throw new IllegalStateException("a batch cannot be written", e);
    }
    for (ChangeEvent<String, String> change : changes) {
      committer.markProcessed(change);
    }
    committer.markBatchFinished();
  }

  private static void add(ChangeEvent<String, String> change, List<String> alerts)
      throws Exception {
    JsonNode row = JSON.readTree(change.value()).path("after");
    BigDecimal amount = new BigDecimal(row.path("amount").asText());
    if (amount.abs().compareTo(LIMIT) > 0) {
      String kind = amount.signum() > 0 ? "Deposit" : "Withdrawal";
      alerts.add(kind + " Alert for " + row.path("id").asText() + ": " + amount.toPlainString());
    }
  }

  @Override
  public void close() throws SQLException {
    insert.close();
  }
}
