package dev.potoroo.postgres.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.potoroo.postgres.source.outbox.StreamStatus;
import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.PointOfReference;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

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

  @Test
  void alignsOneLineForEachTable() {
    String table = StatusReport.table(List.of(BUSY, FRESH));

    assertThat(table)
        .isEqualToIgnoringNewLines(
            """
            table                lag rows  lag s  ticks  acknowledged  last  outbox MB  reader
            public.transactions        12    1.5      3            41    50        2.6    4711
            public.t                    0    0.0      0         never  none        0.0    none""");
  }

  @Test
  void saysSoWhenThereIsNone() {
    assertThat(StatusReport.table(List.of())).isEqualTo("no table is captured by outbox");
    assertThat(StatusReport.json(List.of())).isEqualToIgnoringWhitespace("[]");
  }

  @Test
  void givesTheSameAsJson() throws Exception {
    JsonNode json = new ObjectMapper().readTree(StatusReport.json(List.of(BUSY, FRESH)));

    assertThat(json)
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    [{"table": "\\"public\\".\\"transactions\\"",
                      "stream": "test.public.transactions/outbox/0a1b2c3d4e5f",
                      "lagRows": 12, "lagSeconds": 1.54, "ticks": 3,
                      "acknowledged": 41, "lastMessage": 50,
                      "outboxBytes": 2560000, "reader": 4711},
                     {"table": "\\"public\\".\\"t\\"",
                      "stream": "test.public.t/outbox/f5e4d3c2b1a0",
                      "lagRows": 0, "lagSeconds": 0.0, "ticks": 0,
                      "acknowledged": null, "lastMessage": null,
                      "outboxBytes": 24576, "reader": null}]
                    """));
  }
}
