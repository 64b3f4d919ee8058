package dev.potoroo.postgres.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.source.outbox.StreamStatus;
import dev.potoroo.postgres.source.wal.position.LogGap;
import dev.potoroo.postgres.source.wal.position.LogPosition;
import dev.potoroo.postgres.source.wal.position.StreamPosition;
import dev.potoroo.postgres.source.wal.slot.SlotName;
import dev.potoroo.postgres.source.wal.slot.SlotReport;
import dev.potoroo.postgres.source.wal.slot.SlotStatus;
import dev.potoroo.postgres.source.wal.slot.WalStatus;
import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.PointOfReference;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postgresql.replication.LogSequenceNumber;

/** How {@code postgres-source status} looks. */
final class StatusReportTest {
  private static final StreamStatus BUSY =
      new StreamStatus(
          "\"public\".\"transactions\"",
          "test.public.transactions/outbox/0a1b2c3d4e5f",
          PointOfReference.at(new MessageId(41)),
          50,
          12,
          Duration.ofMillis(1_540),
          3,
          2_560_000,
          4711);

  private static final StreamStatus FRESH =
      new StreamStatus(
          "\"public\".\"t\"",
          "test.public.t/outbox/f5e4d3c2b1a0",
          PointOfReference.NEVER,
          0,
          0,
          Duration.ZERO,
          0,
          24_576,
          null);

  private static final SlotReport SLOT =
      new SlotReport(
          new SlotName("potoroo_test"),
          new LogPosition(
              "4c8e5acb0eb6",
              7,
              1,
              LogSequenceNumber.valueOf("0/2000000"),
              Instant.parse("2026-11-21T14:00:00.5Z"),
              List.of(
                  new StreamPosition(
                      "test.public.orders/wal/4c8e5acb0eb6",
                      16_400,
                      QualifiedName.parse("public.orders"),
                      9,
                      PointOfReference.at(new MessageId(11))))),
          new SlotStatus(
              new SlotName("potoroo_test"),
              "test",
              "pgoutput",
              4712,
              LogSequenceNumber.valueOf("0/1F00000"),
              LogSequenceNumber.valueOf("0/2000000"),
              LogSequenceNumber.valueOf("0/2180000"),
              WalStatus.EXTENDED,
              500_000_000L,
              null,
              false),
          LogSequenceNumber.valueOf("0/2180000"),
          Instant.parse("2026-11-21T14:00:03Z"),
          List.of(
              new LogGap(
                  LogSequenceNumber.valueOf("0/1000000"),
                  LogSequenceNumber.valueOf("0/1000100"),
                  "slot potoroo_test was dropped",
                  Instant.parse("2026-11-21T14:00:00Z"))));

  private static final StatusReport NOTHING = new StatusReport(List.of(), List.of());

  @Test
  void showsWhatASlotHoldsBackAndWhatWasLost() {
    String text = new StatusReport(List.of(), List.of(SLOT)).text();

    assertThat(text)
        .isEqualToIgnoringNewLines(
            """
            table          acknowledged  lag MB  lag s          slot  wal status  retained MB  safe MB  reader
            public.orders            11     1.6    2.5  potoroo_test    extended          2.6    500.0    4712
            slot potoroo_test lost 256 bytes of log, from 0/1000000 to 0/1000100, recorded at 2026-11-21T14:00:00Z: slot potoroo_test was dropped""");
  }

  @Test
  void givesASlotAsJson() throws Exception {
    JsonNode json = new ObjectMapper().readTree(new StatusReport(List.of(), List.of(SLOT)).json());

    assertThat(json)
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    [{"mode": "wal", "table": "\\"public\\".\\"orders\\"",
                      "stream": "test.public.orders/wal/4c8e5acb0eb6", "acknowledged": 11,
                      "lagBytes": 1572864, "lagSeconds": 2.5, "slot": "potoroo_test", "walStatus": "extended",
                      "invalidationReason": null, "retainedBytes": 2621440,
                      "safeBytes": 500000000, "base": "0/2000000",
                      "confirmedFlush": "0/2000000", "reader": 4712,
                      "gaps": [{"table": null, "from": "0/1000000", "to": "0/1000100", "bytes": 256,
                                "reason": "slot potoroo_test was dropped",
                                "recordedAt": "2026-11-21T14:00:00Z"}]}]
                    """));
  }

  @Test
  void alignsOneLineForEachTable() {
    String table = new StatusReport(List.of(BUSY, FRESH), List.of()).text();

    assertThat(table)
        .isEqualToIgnoringNewLines(
            """
            table                lag rows  lag s  ticks  acknowledged  last  outbox MB  reader
            public.transactions        12    1.5      3            41    50        2.6    4711
            public.t                    0    0.0      0         never  none        0.0    none""");
  }

  @Test
  void saysSoWhenThereIsNone() {
    assertThat(NOTHING.text()).isEqualTo("no table is captured by outbox or from the log");
    assertThat(NOTHING.json()).isEqualToIgnoringWhitespace("[]");
  }

  @Test
  void givesTheSameAsJson() throws Exception {
    JsonNode json =
        new ObjectMapper().readTree(new StatusReport(List.of(BUSY, FRESH), List.of()).json());

    assertThat(json)
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    [{"mode": "outbox", "table": "\\"public\\".\\"transactions\\"",
                      "stream": "test.public.transactions/outbox/0a1b2c3d4e5f",
                      "lagRows": 12, "lagSeconds": 1.54, "ticks": 3,
                      "acknowledged": 41, "lastMessage": 50,
                      "outboxBytes": 2560000, "reader": 4711},
                     {"mode": "outbox", "table": "\\"public\\".\\"t\\"",
                      "stream": "test.public.t/outbox/f5e4d3c2b1a0",
                      "lagRows": 0, "lagSeconds": 0.0, "ticks": 0,
                      "acknowledged": null, "lastMessage": null,
                      "outboxBytes": 24576, "reader": null}]
                    """));
  }
}
