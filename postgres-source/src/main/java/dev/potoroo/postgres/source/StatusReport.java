package dev.potoroo.postgres.source;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.source.outbox.StreamStatus;
import dev.potoroo.protocol.PointOfReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** The status of captured tables as text for people and as JSON for programs. */
final class StatusReport {
  private static final List<String> HEADINGS =
      List.of("table", "lag rows", "lag s", "ticks", "acknowledged", "last", "outbox MB", "reader");

  private StatusReport() {}

  /** One line for each table under a line of headings, columns aligned. */
  static String table(List<StreamStatus> streams) {
    if (streams.isEmpty()) {
      return "no table is captured by outbox";
    }
    List<List<String>> lines = new ArrayList<>();
    lines.add(HEADINGS);
    streams.forEach(status -> lines.add(cells(status)));
    StringBuilder text = new StringBuilder();
    for (List<String> line : lines) {
      for (int column = 0; column < line.size(); column++) {
        int width = width(lines, column);
        text.append(column == 0 ? pad(line.get(column), -width) : pad(line.get(column), width))
            .append("  ");
      }
      text.setLength(text.length() - 2);
      text.append(System.lineSeparator());
    }
    return text.toString().stripTrailing();
  }

  /** An array with an object for each table; no message yet is null. */
  static String json(List<StreamStatus> streams) {
    ArrayNode array = new ObjectMapper().createArrayNode();
    for (StreamStatus status : streams) {
      PointOfReference acknowledged = status.acknowledged();
      array
          .addObject()
          .put("table", status.table())
          .put("stream", status.stream())
          .put("lagRows", status.lagRows())
          .put("lagSeconds", status.lag().toMillis() / 1000.0)
          .put("ticks", status.ticks())
          .put("acknowledged", acknowledged.isNever() ? null : acknowledged.value())
          .put("lastMessage", status.lastMessage() == 0 ? null : status.lastMessage())
          .put("outboxBytes", status.outboxBytes())
          .put("reader", status.reader());
    }
    return array.toPrettyString();
  }

  private static List<String> cells(StreamStatus status) {
    return List.of(
        QualifiedName.parse(status.table()).toString(),
        Long.toString(status.lagRows()),
        String.format(Locale.ROOT, "%.1f", status.lag().toMillis() / 1000.0),
        Long.toString(status.ticks()),
        status.acknowledged().toString(),
        status.lastMessage() == 0 ? "none" : Long.toString(status.lastMessage()),
        String.format(Locale.ROOT, "%.1f", status.outboxBytes() / 1e6),
        Objects.toString(status.reader(), "none"));
  }

  private static int width(List<List<String>> lines, int column) {
    return lines.stream().mapToInt(line -> line.get(column).length()).max().orElse(0);
  }

  private static String pad(String text, int width) {
    return String.format("%" + width + "s", text);
  }
}
