package dev.potoroo.postgres.source.wal.position;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.potoroo.connector.ConfigurationException;
import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.protocol.PointOfReference;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;

/**
 * A position as the text of a file: JSON, and in the last line its CRC-32C in hex, by which a torn
 * or edited file is known.
 */
final class PositionText {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String KIND = "potoroo wal position";
  private static final int VERSION = 1;

  private PositionText() {}

  static String write(StoredPosition stored) {
    ObjectNode root = JSON.createObjectNode();
    root.put("kind", KIND).put("version", VERSION).put("slot", stored.slot());
    LogPosition position = stored.position();
    if (position != null) {
      root.set("position", position(position));
    }
    ArrayNode gaps = root.putArray("gaps");
    for (LogGap gap : stored.gaps()) {
      QualifiedName table = gap.table();
      gaps.addObject()
          .put("table", table == null ? null : table.quoted())
          .put("from", gap.from().asString())
          .put("to", gap.to().asString())
          .put("reason", gap.reason())
          .put("recordedAt", gap.recordedAt().toString());
    }
    String text = root.toPrettyString() + "\n";
    return text + checksum(text) + "\n";
  }

  private static ObjectNode position(LogPosition position) {
    ObjectNode node = JSON.createObjectNode();
    node.put("incarnation", position.incarnation())
        .put("systemIdentifier", Long.toUnsignedString(position.systemIdentifier()))
        .put("timeline", position.timeline())
        .put("base", position.base().asString());
    Instant baseTime = position.baseTime();
    if (baseTime != null) {
      node.put("baseTime", baseTime.toString());
    }
    ArrayNode streams = node.putArray("streams");
    for (StreamPosition stream : position.streams()) {
      PointOfReference acknowledged = stream.acknowledged();
      ObjectNode written = streams.addObject();
      written
          .put("name", stream.name())
          .put("tableOid", stream.tableOid())
          .put("table", stream.table().quoted())
          .put("baseId", stream.baseId())
          .put("acknowledged", acknowledged.isNever() ? null : acknowledged.value());
      LeftOut leftOut = stream.leftOut();
      if (leftOut != null) {
        written
            .putObject("leftOut")
            .put("base", leftOut.base().asString())
            .put("lastId", leftOut.lastId());
      }
    }
    return node;
  }

  /**
   * @throws IllegalArgumentException when it is torn, or not what {@link #write} gives; its message
   *     goes on after "but"
   */
  static StoredPosition parse(String text) {
    int end = text.lastIndexOf('\n', text.length() - 2) + 1;
    String body = text.substring(0, end);
    if (!text.substring(end).strip().equals(checksum(body))) {
      throw new IllegalArgumentException(
          body.contains(KIND) ? "it is torn or was edited" : "it is another kind of file");
    }
    try {
      JsonNode root = JSON.readTree(body);
      if (!root.path("kind").asText().equals(KIND) || root.path("version").asInt() != VERSION) {
        throw new IllegalArgumentException("it is of another kind or version");
      }
      return new StoredPosition(
          text(root, "slot"), position(root.get("position")), gaps(root.path("gaps")));
    } catch (JsonProcessingException | DateTimeException | ConfigurationException e) {
      throw new IllegalArgumentException("it is no position: " + e.getMessage(), e);
    }
  }

  private static @Nullable LogPosition position(@Nullable JsonNode node) {
    if (node == null) {
      return null;
    }
    List<StreamPosition> streams = new ArrayList<>();
    for (JsonNode stream : node.path("streams")) {
      JsonNode acknowledged = stream.path("acknowledged");
      streams.add(
          new StreamPosition(
              text(stream, "name"),
              stream.path("tableOid").asLong(),
              QualifiedName.parse(text(stream, "table")),
              stream.path("baseId").asLong(),
              acknowledged.isNumber()
                  ? new PointOfReference(acknowledged.asLong())
                  : PointOfReference.NEVER,
              leftOut(stream.get("leftOut"))));
    }
    return new LogPosition(
        text(node, "incarnation"),
        Long.parseUnsignedLong(text(node, "systemIdentifier")),
        node.path("timeline").asInt(),
        lsn(node, "base"),
        node.has("baseTime") ? Instant.parse(text(node, "baseTime")) : null,
        streams);
  }

  private static @Nullable LeftOut leftOut(@Nullable JsonNode node) {
    return node == null ? null : new LeftOut(lsn(node, "base"), node.path("lastId").asLong());
  }

  private static List<LogGap> gaps(JsonNode nodes) {
    List<LogGap> gaps = new ArrayList<>();
    for (JsonNode gap : nodes) {
      gaps.add(
          new LogGap(
              gap.path("table").isTextual() ? QualifiedName.parse(text(gap, "table")) : null,
              lsn(gap, "from"),
              lsn(gap, "to"),
              text(gap, "reason"),
              Instant.parse(text(gap, "recordedAt"))));
    }
    return gaps;
  }

  private static LogSequenceNumber lsn(JsonNode node, String field) {
    LogSequenceNumber lsn = LogSequenceNumber.valueOf(text(node, field));
    if (lsn.equals(LogSequenceNumber.INVALID_LSN)) {
      throw new IllegalArgumentException(field + " is no place in a log");
    }
    return lsn;
  }

  private static String text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (!value.isTextual()) {
      throw new IllegalArgumentException("it lacks " + field);
    }
    return value.textValue();
  }

  private static String checksum(String text) {
    CRC32C sum = new CRC32C();
    sum.update(text.getBytes(StandardCharsets.UTF_8));
    return String.format("%08x", sum.getValue());
  }
}
