package dev.potoroo.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DecoderTest {

  private static SourceMessage messageOf(byte[] payload) {
    return new SourceMessage("words", 7, 0, new byte[0], payload);
  }

  @Test
  void utf8ReadsText() throws Exception {
    SourceMessage message = messageOf("Känguru".getBytes(UTF_8));

    String text = Decoder.utf8().decode(message);

    assertThat(text).isEqualTo("Känguru");
  }

  @Test
  void utf8RefusesBytesThatAreNoText() {
    SourceMessage message = messageOf(new byte[] {'a', (byte) 0xC3, '('});

    assertThatThrownBy(() -> Decoder.utf8().decode(message))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected UTF-8 text");
  }

  @Test
  void aMessagePrintsWithoutWhatItCarries() {
    SourceMessage message = messageOf("secret".getBytes(UTF_8));

    assertThat(message).hasToString("message 7 of stream words");
  }
}
