package dev.potoroo.protocol.twophase;

import static dev.potoroo.protocol.Codec.bytes;
import static dev.potoroo.protocol.Codec.decode;
import static dev.potoroo.protocol.Codec.encode;
import static dev.potoroo.protocol.twophase.Carrier.assertRefusesEveryShorterPayload;
import static dev.potoroo.protocol.twophase.Carrier.withTrailingBytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.protocol.ProtocolException;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.Message;
import java.util.List;
import org.junit.jupiter.api.Test;

class Phase1Test {

  private static final Phase1 MESSAGE =
      new Phase1("t", List.of(new Phase1.Range(new StreamId(1), 0, 12)));

  private static final byte[] BYTES =
      bytes(
          """
          00 00 00 3b                # length: type and 58 bytes of body
          05                         # MESSAGE
          00 00 00 00 00 00 00 00    # stream id: 0
          00 00 00 00 00 00 00 00    # message id: 0
          00 00 00 00 00 00 00 00    # event time: 0
          00 00                      # key: none
          cb                         # PHASE1
          00 01                      #   transaction: 1 byte
          74                         #     "t"
          00 00 00 01                #   ranges: 1
          00 00 00 00 00 00 00 01    #     stream id: 1
          00 00 00 00 00 00 00 00    #     start: 0
          00 00 00 00 00 00 00 0c    #     end: 12
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
  void hasARangeAlsoWhenThereIsNoData() {
    byte[] noRange =
        bytes(
            """
            cb             # PHASE1
            00 01          #   transaction: 1 byte
            74             #     "t"
            00 00 00 00    #   ranges: none
            """);

    assertThatThrownBy(() -> TwoPhaseMessage.of(Carrier.of(noRange)))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("Unable to decode message on stream 0: PHASE1 t has no range");
    assertThatThrownBy(() -> new Phase1("t", List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
