package dev.potoroo.protocol.frame;

import static dev.potoroo.protocol.Codec.assertRefusesEveryShorterBody;
import static dev.potoroo.protocol.Codec.bytes;
import static dev.potoroo.protocol.Codec.decode;
import static dev.potoroo.protocol.Codec.encode;
import static dev.potoroo.protocol.Codec.withTrailingBytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ErrorFrameTest {

  private static final ErrorFrame FRAME = new ErrorFrame("no");

  private static final byte[] BYTES =
      bytes(
          """
          00 00 00 05    # length: type and 4 bytes of body
          02             # ERROR
          00 02          # text: 2 bytes
          6e 6f          #   "no"
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
  void cutsATextThatIsTooLongRatherThanLoseIt() {
    ErrorFrame tooLong = new ErrorFrame("x".repeat(70_000));

    assertThat(tooLong.text()).hasSize(21_845);
    assertThat(decode(encode(tooLong))).isEqualTo(tooLong);
  }

  @Test
  void cutsBetweenCharacters() {
    ErrorFrame tooLong = new ErrorFrame("\ud83e\udd98".repeat(20_000));

    assertThat(tooLong.text()).hasSize(21_844);
    assertThat(decode(encode(tooLong))).isEqualTo(tooLong);
  }

  @Test
  void keepsALongTextThatFits() {
    ErrorFrame fits = new ErrorFrame("x".repeat(65_535));

    assertThat(fits.text()).hasSize(65_535);
    assertThat(decode(encode(fits))).isEqualTo(fits);
  }

  @Test
  void readsBytesThatAreNotUtf8AsReplacementCharacters() {
    byte[] notUtf8 =
        bytes(
            """
            00 00 00 05    # length
            02             # ERROR
            00 02          # text: 2 bytes
            6e ff          #   "n", and a byte that UTF-8 never has
            """);

    assertThat(decode(notUtf8)).isEqualTo(new ErrorFrame("n\ufffd"));
  }

  @Test
  void takesTheLongestTextWithNoUtf8InIt() {
    byte[] notUtf8 = new byte[4 + 1 + 2 + 65_535];
    Arrays.fill(notUtf8, (byte) 0xff);
    ByteBuffer.wrap(notUtf8).putInt(1 + 2 + 65_535).put((byte) 2);

    ErrorFrame decoded = (ErrorFrame) decode(notUtf8);

    assertThat(decoded.text()).isEqualTo("\ufffd".repeat(21_845));
    assertThat(decode(encode(decoded))).isEqualTo(decoded);
  }
}
