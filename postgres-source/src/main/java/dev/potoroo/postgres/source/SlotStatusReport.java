package dev.potoroo.postgres.source;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.potoroo.postgres.source.wal.position.LogGap;
import dev.potoroo.postgres.source.wal.position.StreamPosition;
import dev.potoroo.postgres.source.wal.slot.SlotReport;
import dev.potoroo.postgres.source.wal.slot.SlotStatus;
import dev.potoroo.protocol.PointOfReference;
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
          "slot",
          "wal status",
          "retained MB",
          "safe MB",
          "reader");

  /** A line for each table, then one for each gap there ever was. */
  String text() {
    TextTable table = new TextTable(HEADINGS);
    StringBuilder gaps = new StringBuilder();
    for (SlotReport report : slots) {
      for (StreamPosition stream : report.position().streams()) {
        table.add(cells(report, stream));
      }
      for (LogGap gap : report.gaps()) {
        gaps.append(System.lineSeparator())
            .append(
                "slot %s lost %s, recorded at %s: %s"
                    .formatted(report.name(), gap, gap.recordedAt(), gap.reason()));
      }
    }
    return table.toString() + gaps;
  }

  private static List<String> cells(SlotReport report, StreamPosition stream) {
    SlotStatus slot = report.slot();
    return List.of(
        stream.table().toString(),
        stream.acknowledged().toString(),
        megabytes(report.lagBytes()),
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
        .put("slot", report.name().value())
        .put("walStatus", report.state())
        .put("invalidationReason", slot == null ? null : slot.invalidationReason())
        .put("retainedBytes", slot == null ? 0 : slot.retainedWalBytes())
        .put("safeBytes", slot == null ? null : slot.safeWalSizeBytes())
        .put("base", report.position().base().asString())
        .put("confirmedFlush", slot == null ? null : slot.confirmedFlush().asString())
        .put("reader", slot == null ? null : slot.activePid());
    for (LogGap gap : report.gaps()) {
      object
          .withArray("gaps")
          .addObject()
          .put("from", gap.from().asString())
          .put("to", gap.to().asString())
          .put("bytes", gap.bytes())
          .put("reason", gap.reason())
          .put("recordedAt", gap.recordedAt().toString());
    }
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f", bytes / 1e6);
  }
}
