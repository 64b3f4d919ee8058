package dev.potoroo.postgres.sink.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.connector.sink.SinkMessage;
import dev.potoroo.connector.sink.SinkStream;
import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.StreamId;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PayloadTextTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "Deposit Alert for 7: 1100", "größer 🦘", "a real \uFFFD", "\u0001"})
  void takesUtf8(String text) {
    SinkMessage message = message(text.getBytes(StandardCharsets.UTF_8));

    assertThat(PayloadText.flaw(message)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "ff,         0", // no such byte in UTF-8
    "6180,       1", // a continuation without a beginning
    "61c3,       1", // cut short
    "c080,       0", // NUL in two bytes, as Java writes it
    "eda080,     0", // half of a surrogate pair
    "efbfbdf8,   3" // after a real replacement character
  })
  void saysWhereTextIsNotUtf8(String hex, int at) {
    byte[] bytes = HexFormat.of().parseHex(hex);

    assertThatThrownBy(() -> PayloadText.require(message(bytes)))
        .isInstanceOf(PoisonMessageException.class)
        .hasMessageEndingWith("its payload is not UTF-8, at byte " + at);
  }

  @Test
  void refusesNul() {
    assertThatThrownBy(() -> PayloadText.require(message(new byte[] {'a', 0})))
        .isInstanceOf(PoisonMessageException.class)
        .hasMessageContaining("NUL");
  }

  private static SinkMessage message(byte[] payload) {
    return new SinkMessage(
        new SinkStream("alerts", StreamId.of("public.transactions"), "public.transactions"),
        new MessageId(1),
        0,
        new byte[0],
        payload);
  }
}
