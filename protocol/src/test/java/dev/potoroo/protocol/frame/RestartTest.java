package dev.potoroo.protocol.frame;

import static dev.potoroo.protocol.Codec.assertRefusesEveryShorterBody;
import static dev.potoroo.protocol.Codec.bytes;
import static dev.potoroo.protocol.Codec.decode;
import static dev.potoroo.protocol.Codec.encode;
import static dev.potoroo.protocol.Codec.reasonAgainst;
import static dev.potoroo.protocol.Codec.withBodyLength;
import static dev.potoroo.protocol.Codec.withTrailingBytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RestartTest {

  private static final Restart SAME_PLACE = new Restart("");

  private static final byte[] SAME_PLACE_BYTES =
      bytes(
          """
          00 00 00 05    # length: type and 4 bytes of body
          07             # RESTART
          00 00 00 00    # address: empty; its length is a u32
          """);

  private static final Restart ELSEWHERE = new Restart("127.0.0.1:7100");

  private static final byte[] ELSEWHERE_BYTES =
      bytes(
          """
          00 00 00 13                   # length: type and 18 bytes of body
          07                            # RESTART
          00 00 00 0e                   # address: 14 bytes
          31 32 37 2e 30 2e 30 2e 31    #   "127.0.0.1"
          3a 37 31 30 30                #   ":7100"
          """);

  @Test
  void encodes() {
    assertThat(encode(SAME_PLACE)).isEqualTo(SAME_PLACE_BYTES);
    assertThat(encode(ELSEWHERE)).isEqualTo(ELSEWHERE_BYTES);
  }

  @Test
  void decodes() {
    assertThat(decode(SAME_PLACE_BYTES)).isEqualTo(SAME_PLACE);
    assertThat(decode(ELSEWHERE_BYTES)).isEqualTo(ELSEWHERE);
  }

  @Test
  void refusesABodyCutShortAnywhere() {
    assertRefusesEveryShorterBody(ELSEWHERE_BYTES);
  }

  @Test
  void ignoresBytesAfterTheLastField() {
    assertThat(decode(withTrailingBytes(ELSEWHERE_BYTES))).isEqualTo(ELSEWHERE);
  }

  @Test
  void takesNoMemoryForAnAddressThatTheBodyCannotHold() {
    byte[] lying =
        bytes(
            """
            00 00 00 05    # length: type and 4 bytes of body
            07             # RESTART
            ff ff ff ff    # address: 2^32-1 bytes, of which none comes
            """);

    assertThat(reasonAgainst(lying))
        .isEqualTo(
            "Unable to decode frame: RESTART address takes up to 1024 bytes, got 4294967295");
  }

  @Test
  void takesAnAddressOfUpTo1024Bytes() {
    Restart longest = new Restart("a".repeat(1024));
    byte[] oneMore = withBodyLength(encode(longest), 4 + 1025);
    oneMore[8] = 1;

    assertThat(decode(encode(longest))).isEqualTo(longest);
    assertThat(reasonAgainst(oneMore))
        .isEqualTo("Unable to decode frame: RESTART address takes up to 1024 bytes, got 1025");
    assertThatThrownBy(() -> new Restart("a".repeat(1025)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesAnAddressThatIsNotUtf8() {
    byte[] notUtf8 = ELSEWHERE_BYTES.clone();
    notUtf8[9] = (byte) 0xff;

    assertThat(reasonAgainst(notUtf8))
        .isEqualTo("Unable to decode frame: RESTART address is not UTF-8");
  }
}
