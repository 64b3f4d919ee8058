package dev.potoroo.protocol.frame;

import static dev.potoroo.protocol.Codec.assertRefusesEveryShorterBody;
import static dev.potoroo.protocol.Codec.bytes;
import static dev.potoroo.protocol.Codec.decode;
import static dev.potoroo.protocol.Codec.encode;
import static dev.potoroo.protocol.Codec.withTrailingBytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.protocol.StreamId;
import org.junit.jupiter.api.Test;

class EndOfStreamTest {

  private static final EndOfStream FRAME = new EndOfStream(new StreamId(258));

  private static final byte[] BYTES =
      bytes(
          """
          00 00 00 09                # length: type and 8 bytes of body
          08                         # EOS_MESSAGE
          00 00 00 00 00 00 01 02    # stream id: 258
          """);

  @Test
  void encodes() {
    assertThat(encode(FRAME)).isEqualTo(BYTES);
  }

  @Test
  void decodes() {
    assertThat(decode(BYTES)).isEqualTo(FRAME);
  }

  @Test
  void refusesABodyCutShortAnywhere() {
    assertRefusesEveryShorterBody(BYTES);
  }

  @Test
  void ignoresTheMessageIdThatAnOlderTextOfTheProtocolAppends() {
    byte[] withMessageId =
        bytes(
            """
            00 00 00 11                # length: type and 16 bytes of body
            08                         # EOS_MESSAGE
            00 00 00 00 00 00 01 02    # stream id: 258
            00 00 00 00 00 00 00 03    # not part of the frame
            """);

    assertThat(decode(withMessageId)).isEqualTo(FRAME);
    assertThat(decode(withTrailingBytes(BYTES))).isEqualTo(FRAME);
  }
}
