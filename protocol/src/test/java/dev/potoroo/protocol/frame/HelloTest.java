package dev.potoroo.protocol.frame;

import static dev.potoroo.protocol.Codec.assertRefusesEveryShorterBody;
import static dev.potoroo.protocol.Codec.bytes;
import static dev.potoroo.protocol.Codec.decode;
import static dev.potoroo.protocol.Codec.encode;
import static dev.potoroo.protocol.Codec.reasonAgainst;
import static dev.potoroo.protocol.Codec.withTrailingBytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HelloTest {

  private static final Hello FRAME = new Hello("0.0.1", "ck", "p", "i");

  private static final byte[] BYTES =
      bytes(
          """
          00 00 00 12       # length: type and 17 bytes of body
          00                # HELLO
          00 05             # version: 5 bytes
          30 2e 30 2e 31    #   "0.0.1"
          00 02             # cookie: 2 bytes
          63 6b             #   "ck"
          00 01             # program name: 1 byte
          70                #   "p"
          00 01             # instance name: 1 byte
          69                #   "i"
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
  void hasEmptyStringsAsTwoZeroBytes() {
    Hello empty = new Hello("", "", "", "");
    byte[] layout =
        bytes(
            """
            00 00 00 09    # length: type and 8 bytes of body
            00             # HELLO
            00 00          # version: empty
            00 00          # cookie: empty
            00 00          # program name: empty
            00 00          # instance name: empty
            """);

    assertThat(encode(empty)).isEqualTo(layout);
    assertThat(decode(layout)).isEqualTo(empty);
  }

  @Test
  void countsBytesAndNotCharacters() {
    Hello umlaut = new Hello("v", "", "\u00fc\ud83e\udd98", "");
    byte[] layout =
        bytes(
            """
            00 00 00 10             # length: type and 15 bytes of body
            00                      # HELLO
            00 01                   # version: 1 byte
            76                      #   "v"
            00 00                   # cookie: empty
            00 06                   # program name: 6 bytes for 2 characters
            c3 bc f0 9f a6 98       #   u with two dots, kangaroo
            00 00                   # instance name: empty
            """);

    assertThat(encode(umlaut)).isEqualTo(layout);
    assertThat(decode(layout)).isEqualTo(umlaut);
  }

  @Test
  void refusesTextThatIsNotUtf8() {
    byte[] badCookie =
        bytes(
            """
            00 00 00 0b    # length: type and 10 bytes of body
            00             # HELLO
            00 00          # version: empty
            00 02          # cookie: 2 bytes
            c3 28          #   the first byte of a pair, and no second one
            00 00          # program name: empty
            00 00          # instance name: empty
            """);

    assertThat(reasonAgainst(badCookie))
        .isEqualTo("Unable to decode frame: HELLO cookie is not UTF-8");
  }

  @Test
  void takesUpTo65535BytesOfText() {
    Hello longest = new Hello("\u00e9".repeat(32_767) + "e", "", "", "");

    assertThat(decode(encode(longest))).isEqualTo(longest);
    assertThatThrownBy(() -> new Hello("\u00e9".repeat(32_768), "", "", ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("HELLO version takes up to 65535 bytes of UTF-8, got 65536");
  }

  @Test
  void printsNoCookie() {
    assertThat(FRAME).asString().contains("cookie=***").doesNotContain("ck,");
    assertThat(new Hello("0.0.1", "", "p", "i")).asString().contains("cookie=none");
  }
}
