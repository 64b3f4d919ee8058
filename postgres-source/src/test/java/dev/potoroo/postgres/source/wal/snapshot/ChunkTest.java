package dev.potoroo.postgres.source.wal.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ChunkTest {
  /** Two messages as they lie in the table: these bytes outlive the program that wrote them. */
  private static final byte[] STORED =
      HexFormat.of()
          .parseHex(
              "0000019AA6F3C400" // event time, milliseconds since 1970
                  + "00000001" // one byte of key
                  + "00000008" // eight bytes of payload
                  + "37" // 7
                  + "7B226964223A377D" // {"id":7}
                  + "0000000000000000" // event time
                  + "00000000" // no key
                  + "00000002" // two bytes of payload
                  + "7B7D"); // {}

  @Test
  void isStoredAsTheMessagesInTheirOrder() {
    Chunk chunk =
        new Chunk(
            41,
            List.of(
                new RowMessage(0x0000019AA6F3C400L, utf8("7"), utf8("{\"id\":7}")),
                new RowMessage(0, utf8(""), utf8("{}"))));

    assertThat(chunk.toBytes()).isEqualTo(STORED);
    assertThat(chunk.lastId()).isEqualTo(42);
  }

  @Test
  void isReadBackAsItWasStored() {
    Chunk chunk = Chunk.of(41, STORED);

    assertThat(chunk.firstId()).isEqualTo(41);
    assertThat(chunk.toBytes()).isEqualTo(STORED);
    assertThat(chunk.messages())
        .extracting(message -> new String(message.payload(), UTF_8))
        .containsExactly("{\"id\":7}", "{}");
  }

  private static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }
}
