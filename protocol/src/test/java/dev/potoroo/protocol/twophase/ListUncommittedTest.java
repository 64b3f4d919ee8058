package dev.potoroo.protocol.twophase;

import static dev.potoroo.protocol.Codec.bytes;
import static dev.potoroo.protocol.Codec.decode;
import static dev.potoroo.protocol.Codec.encode;
import static dev.potoroo.protocol.twophase.Carrier.assertRefusesEveryShorterPayload;
import static dev.potoroo.protocol.twophase.Carrier.withTrailingBytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.protocol.frame.Message;
import org.junit.jupiter.api.Test;

class ListUncommittedTest {

  private static final ListUncommitted MESSAGE = new ListUncommitted(7);

  private static final byte[] BYTES =
      bytes(
          """
          00 00 00 24                # length: type and 35 bytes of body
          05                         # MESSAGE
          00 00 00 00 00 00 00 00    # stream id: 0
          00 00 00 00 00 00 00 00    # message id: 0
          00 00 00 00 00 00 00 00    # event time: 0
          00 00                      # key: none
          c9                         # LIST_UNCOMMITTED
          00 00 00 00 00 00 00 07    #   tag: 7
          """);

  @Test
  void encodesAsAMessageOnStreamZero() {
    assertThat(encode(MESSAGE.toMessage())).isEqualTo(BYTES);
  }

  @Test
  void decodes() {
    assertThat(TwoPhaseMessage.of((Message) decode(BYTES))).isEqualTo(MESSAGE);
  }

  @Test
  void refusesAPayloadCutShortAnywhere() {
    assertRefusesEveryShorterPayload(MESSAGE);
  }

  @Test
  void ignoresBytesAfterTheLastField() {
    assertThat(TwoPhaseMessage.of(withTrailingBytes(MESSAGE))).isEqualTo(MESSAGE);
  }
}
