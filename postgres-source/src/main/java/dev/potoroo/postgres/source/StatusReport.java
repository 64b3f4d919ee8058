package dev.potoroo.postgres.source;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.source.outbox.StreamStatus;
import dev.potoroo.postgres.source.wal.slot.SlotReport;
import dev.potoroo.protocol.PointOfReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * The status of captured tables as text for people and as JSON for programs.
 *
 * @param streams of tables that are captured by outbox
 * @param slots with the streams of tables that are captured from the log
 */
record StatusReport(List<StreamStatus> streams, List<SlotReport> slots) {
  private static final List<String> HEADINGS =
      List.of("table", "lag rows", "lag s", "ticks", "acknowledged", "last", "outbox MB", "reader");

  StatusReport {
    streams = List.copyOf(streams);
    slots = List.copyOf(slots);
  }

  /** One line for each table under a line of headings, columns aligned; one such table by mode. */
  String text() {
    List<String> parts = new ArrayList<>();
    if (!streams.isEmpty()) {
      TextTable table = new TextTable(HEADINGS);
      streams.forEach(status -> table.add(cells(status)));
      parts.add(table.toString());
    }
    if (!slots.isEmpty()) {
      parts.add(new SlotStatusReport(slots).text());
    }
    return parts.isEmpty()
        ? "no table is captured by outbox or from the log"
        : String.join(System.lineSeparator().repeat(2), parts);
  }

  /** An array with an object for each table; no message yet is null. */
  String json() {
    ArrayNode array = new ObjectMapper().createArrayNode();
    for (StreamStatus status : streams) {
      PointOfReference acknowledged = status.acknowledged();
      array
          .addObject()
          .put("mode", "outbox")
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
    new SlotStatusReport(slots).addTo(array);
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
}
