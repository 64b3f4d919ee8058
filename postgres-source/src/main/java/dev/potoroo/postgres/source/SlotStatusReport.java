package dev.potoroo.postgres.source;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.source.wal.position.LeftOut;
import dev.potoroo.postgres.source.wal.position.LogGap;
import dev.potoroo.postgres.source.wal.position.StreamPosition;
import dev.potoroo.postgres.source.wal.slot.SlotReport;
import dev.potoroo.postgres.source.wal.slot.SlotStatus;
import dev.potoroo.protocol.PointOfReference;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The part of {@link StatusReport} on tables that are captured from the log. What the slot holds
 * back is the same for all of its tables.
 */
record SlotStatusReport(List<SlotReport> slots) {
  private static final List<String> HEADINGS =
      List.of(
          "table",
          "acknowledged",
          "lag MB",
          "lag s",
          "slot",
          "wal status",
          "retained MB",
          "safe MB",
          "reader");

  /** A line for each table, then one for each that is left out, and for each gap there ever was. */
  String text() {
    TextTable table = new TextTable(HEADINGS);
    StringBuilder notes = new StringBuilder();
    for (SlotReport report : slots) {
      for (StreamPosition stream : report.position().streams()) {
        table.add(cells(report, stream));
        LeftOut since = stream.leftOut();
        if (since != null) {
          notes.append(System.lineSeparator()).append(note(stream, since));
        }
      }
      for (LogGap gap : report.gaps()) {
        notes.append(System.lineSeparator()).append(note(report, gap));
      }
    }
    return table.toString() + notes;
  }

  private static String note(StreamPosition stream, LeftOut since) {
    return "table %s is left out of --table since %s: %d changes of it were passed over"
        .formatted(stream.table(), since.base().asString(), stream.passedOver());
  }

  private static String note(SlotReport report, LogGap gap) {
    QualifiedName table = gap.table();
    return "slot %s lost %s%s, recorded at %s: %s"
        .formatted(
            report.name(),
            gap,
            table == null ? "" : " of table " + table,
            gap.recordedAt(),
            gap.reason());
  }

  private static List<String> cells(SlotReport report, StreamPosition stream) {
    SlotStatus slot = report.slot();
    return List.of(
        stream.table().toString(),
        stream.acknowledged().toString(),
        megabytes(report.lagBytes()),
        report.lag().map(SlotStatusReport::seconds).orElse("none"),
        report.name().value(),
        report.state(),
        slot == null ? "0.0" : megabytes(slot.retainedWalBytes()),
        safe(slot),
        slot == null ? "none" : Objects.toString(slot.activePid(), "none"));
  }

  private static String safe(@Nullable SlotStatus slot) {
    Long bytes = slot == null ? null : slot.safeWalSizeBytes();
    return bytes == null ? "no limit" : megabytes(bytes);
  }

  void addTo(ArrayNode array) {
    for (SlotReport report : slots) {
      for (StreamPosition stream : report.position().streams()) {
        add(array.addObject(), report, stream);
      }
    }
  }

  private static void add(ObjectNode object, SlotReport report, StreamPosition stream) {
    PointOfReference acknowledged = stream.acknowledged();
    SlotStatus slot = report.slot();
    object
        .put("mode", "wal")
        .put("table", stream.table().quoted())
        .put("stream", stream.name())
        .put("acknowledged", acknowledged.isNever() ? null : acknowledged.value())
        .put("lagBytes", report.lagBytes())
        .put("lagSeconds", report.lag().map(lag -> lag.toMillis() / 1000.0).orElse(null))
        .put("slot", report.name().value())
        .put("walStatus", report.state())
        .put("invalidationReason", slot == null ? null : slot.invalidationReason())
        .put("retainedBytes", slot == null ? 0 : slot.retainedWalBytes())
        .put("safeBytes", slot == null ? null : slot.safeWalSizeBytes())
        .put("base", report.position().base().asString())
        .put("confirmedFlush", slot == null ? null : slot.confirmedFlush().asString())
        .put("reader", slot == null ? null : slot.activePid());
    LeftOut since = stream.leftOut();
    if (since != null) {
      object.put("leftOutSince", since.base().asString()).put("passedOver", stream.passedOver());
    }
    for (LogGap gap : report.gaps()) {
      QualifiedName table = gap.table();
      object
          .withArray("gaps")
          .addObject()
          .put("table", table == null ? null : table.quoted())
          .put("from", gap.from().asString())
          .put("to", gap.to().asString())
          .put("bytes", gap.bytes())
          .put("reason", gap.reason())
          .put("recordedAt", gap.recordedAt().toString());
    }
  }

  private static String seconds(Duration lag) {
    return String.format(Locale.ROOT, "%.1f", lag.toMillis() / 1000.0);
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f", bytes / 1e6);
  }
}
