package dev.potoroo.protocol.frame;

import static dev.potoroo.protocol.Codec.assertRefusesEveryShorterBody;
import static dev.potoroo.protocol.Codec.bytes;
import static dev.potoroo.protocol.Codec.decode;
import static dev.potoroo.protocol.Codec.encode;
import static dev.potoroo.protocol.Codec.withTrailingBytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class NotifyTest {

  private static final Notify FRAME = new Notify(new StreamId(258), "s1", new PointOfReference(0));

  private static final byte[] BYTES =
      bytes(
          """
          00 00 00 15                # length: type and 20 bytes of body
          03                         # NOTIFY
          00 00 00 00 00 00 01 02    # stream id: 258
          00 02                      # stream name: 2 bytes
          73 31                      #   "s1"
          00 00 00 00 00 00 00 00    # point of reference: 0
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
  void hasIdAndPointAsUnsigned() {
    Notify top = new Notify(new StreamId(0x8000000000000000L), "", PointOfReference.NEVER);
    byte[] layout =
        bytes(
            """
            00 00 00 13                # length: type and 18 bytes of body
            03                         # NOTIFY
            80 00 00 00 00 00 00 00    # stream id: 2^63
            00 00                      # stream name: empty
            ff ff ff ff ff ff ff ff    # point of reference: never
            """);

    assertThat(encode(top)).isEqualTo(layout);
    assertThat(decode(layout)).isEqualTo(top);
    assertThat(top.streamId()).hasToString("9223372036854775808");
  }

  @Test
  void readsANameThatIsNotUtf8() {
    byte[] notUtf8 =
        bytes(
            """
            00 00 00 14                # length: type and 19 bytes of body
            03                         # NOTIFY
            00 00 00 00 00 00 01 02    # stream id: 258
            00 01                      # stream name: 1 byte
            ff                         #   one that UTF-8 never has
            00 00 00 00 00 00 00 00    # point of reference: 0
            """);

    assertThat(((Notify) decode(notUtf8)).streamName()).isEqualTo("\ufffd");
  }

  @Test
  void cutsTheLongestNameWithNoUtf8InItSoThatItCanBeSentOn() {
    byte[] notUtf8 = new byte[4 + 1 + 8 + 2 + 65_535 + 8];
    Arrays.fill(notUtf8, (byte) 0xff);
    ByteBuffer.wrap(notUtf8).putInt(notUtf8.length - 4).put((byte) 3);

    Notify decoded = (Notify) decode(notUtf8);

    assertThat(decoded.streamName()).isEqualTo("\ufffd".repeat(21_845));
    assertThat(decode(encode(decoded))).isEqualTo(decoded);
  }

  @Test
  void takesNoNameLongerThanItsLengthCanSay() {
    assertThatThrownBy(
            () -> new Notify(new StreamId(1), "x".repeat(65_536), PointOfReference.NEVER))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("NOTIFY stream name takes up to 65535 bytes of UTF-8, got 65536");
  }
}
