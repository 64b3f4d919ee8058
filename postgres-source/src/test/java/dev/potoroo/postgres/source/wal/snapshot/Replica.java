package dev.potoroo.postgres.source.wal.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.potoroo.connector.source.SourceStream;
import dev.potoroo.postgres.source.driver.SentMessage;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A table as somebody has it who has applied all messages in their order, strictly: an insertion of
 * a row that is there, or a change of one that is not, is an error.
 */
final class Replica {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<String> keyColumns;
  private final Map<String, String> rows = new TreeMap<>();

  Replica(String... keyColumns) {
    this.keyColumns = List.of(keyColumns);
  }

  /** The messages of that stream, of a table with the key id. */
  static Replica of(List<SentMessage> messages, SourceStream stream) throws Exception {
    Replica replica = new Replica("id");
    for (SentMessage message : messages) {
      if (message.stream().equals(stream.id())) {
        replica.apply(message);
      }
    }
    return replica;
  }

  /** By key, as JSON. */
  Map<String, String> rows() {
    return rows;
  }

  /**
   * @param message in format row, with all operations
   */
  void apply(SentMessage message) throws Exception {
    JsonNode change = JSON.readTree(message.payload());
    String operation = change.get("operation").textValue();
    JsonNode before = change.get("before");
    JsonNode after = change.get("after");
    switch (operation) {
      case "truncate" -> rows.clear();
      case "delete" -> remove(message, key(before));
      case "update" -> {
        remove(message, key(before.isNull() ? after : before));
        add(message, key(after), after);
      }
      default -> add(message, key(after), after);
    }
  }

  private void add(SentMessage message, String key, JsonNode row) {
    if (rows.putIfAbsent(key, row.toString()) != null) {
      throw new AssertionError("row " + key + " is there already: " + message);
    }
  }

  private void remove(SentMessage message, String key) {
    if (rows.remove(key) == null) {
      throw new AssertionError("row " + key + " is not there: " + message);
    }
  }

  private String key(JsonNode row) {
    return String.join(" ", keyColumns.stream().map(column -> row.get(column).asText()).toList());
  }
}
