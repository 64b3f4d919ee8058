package dev.potoroo.protocol.frame;

import static dev.potoroo.protocol.Codec.assertRefusesEveryShorterBody;
import static dev.potoroo.protocol.Codec.bytes;
import static dev.potoroo.protocol.Codec.decode;
import static dev.potoroo.protocol.Codec.encode;
import static dev.potoroo.protocol.Codec.reasonAgainst;
import static dev.potoroo.protocol.Codec.withTrailingBytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import org.junit.jupiter.api.Test;

class NotifyAckTest {

  private static final NotifyAck OPENED =
      new NotifyAck(true, new StreamId(258), PointOfReference.NEVER);

  private static final byte[] OPENED_BYTES =
      bytes(
          """
          00 00 00 12                # length: type and 17 bytes of body
          04                         # NOTIFY_ACK
          01                         # success: yes
          00 00 00 00 00 00 01 02    # stream id: 258
          ff ff ff ff ff ff ff ff    # point of reference: never
          """);

  private static final NotifyAck REFUSED =
      new NotifyAck(false, new StreamId(258), new PointOfReference(0));

  private static final byte[] REFUSED_BYTES =
      bytes(
          """
          00 00 00 12                # length: type and 17 bytes of body
          04                         # NOTIFY_ACK
          00                         # success: no
          00 00 00 00 00 00 01 02    # stream id: 258
          00 00 00 00 00 00 00 00    # point of reference: 0, without meaning
          """);

  @Test
  void encodes() {
    assertThat(encode(OPENED)).isEqualTo(OPENED_BYTES);
    assertThat(encode(REFUSED)).isEqualTo(REFUSED_BYTES);
  }

  @Test
  void decodes() {
    assertThat(decode(OPENED_BYTES)).isEqualTo(OPENED);
    assertThat(decode(REFUSED_BYTES)).isEqualTo(REFUSED);
  }

  @Test
  void refusesABodyCutShortAnywhere() {
    assertRefusesEveryShorterBody(OPENED_BYTES);
  }

  @Test
  void ignoresBytesAfterTheLastField() {
    assertThat(decode(withTrailingBytes(OPENED_BYTES))).isEqualTo(OPENED);
  }

  @Test
  void refusesABooleanThatSomeReadersTakeAsTrueAndOthersAsFalse() {
    byte[] two = OPENED_BYTES.clone();
    two[5] = 2;

    assertThat(reasonAgainst(two))
        .isEqualTo("Unable to decode frame: expected NOTIFY_ACK success as 0 or 1, got 2");
  }
}
