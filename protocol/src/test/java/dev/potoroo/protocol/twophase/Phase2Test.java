package dev.potoroo.protocol.twophase;

import static dev.potoroo.protocol.Codec.bytes;
import static dev.potoroo.protocol.Codec.decode;
import static dev.potoroo.protocol.Codec.encode;
import static dev.potoroo.protocol.twophase.Carrier.assertRefusesEveryShorterPayload;
import static dev.potoroo.protocol.twophase.Carrier.withTrailingBytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.protocol.ProtocolException;
import dev.potoroo.protocol.frame.Message;
import org.junit.jupiter.api.Test;

class Phase2Test {

  private static final Phase2 MESSAGE = new Phase2("t", false);

  private static final byte[] BYTES =
      bytes(
          """
          00 00 00 20                # length: type and 31 bytes of body
          05                         # MESSAGE
          00 00 00 00 00 00 00 00    # stream id: 0
          00 00 00 00 00 00 00 00    # message id: 0
          00 00 00 00 00 00 00 00    # event time: 0
          00 00                      # key: none
          cd                         # PHASE2
          00 01                      #   transaction: 1 byte
          74                         #     "t"
          00                         #   commit: no, abort
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

  @Test
  void refusesADecisionThatIsNeitherCommitNorAbort() {
    byte[] two =
        bytes(
            """
            cd       # PHASE2
            00 01    #   transaction: 1 byte
            74       #     "t"
            02       #   commit: 2
            """);

    assertThatThrownBy(() -> TwoPhaseMessage.of(Carrier.of(two)))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("Unable to decode frame: expected PHASE2 commit as 0 or 1, got 2");
  }
}
