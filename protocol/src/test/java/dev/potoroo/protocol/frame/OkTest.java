package dev.potoroo.protocol.frame;

import static dev.potoroo.protocol.Codec.assertRefusesEveryShorterBody;
import static dev.potoroo.protocol.Codec.bytes;
import static dev.potoroo.protocol.Codec.decode;
import static dev.potoroo.protocol.Codec.encode;
import static dev.potoroo.protocol.Codec.withTrailingBytes;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OkTest {

  private static final Ok FRAME = new Ok(10);

  private static final byte[] BYTES =
      bytes(
          """
          00 00 00 05    # length: type and 4 bytes of body
          01             # OK
          00 00 00 0a    # initial credits: 10
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
  void ignoresBytesAfterTheLastField() {
    assertThat(decode(withTrailingBytes(BYTES))).isEqualTo(FRAME);
  }

  @Test
  void hasCreditsAsUnsigned() {
    byte[] most =
        bytes(
            """
            00 00 00 05    # length
            01             # OK
            ff ff ff ff    # initial credits: 2^32-1
            """);

    Ok decoded = (Ok) decode(most);

    assertThat(Integer.toUnsignedLong(decoded.initialCredits())).isEqualTo(4_294_967_295L);
    assertThat(encode(decoded)).isEqualTo(most);
  }
}
