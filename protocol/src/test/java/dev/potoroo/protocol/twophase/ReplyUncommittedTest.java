package dev.potoroo.protocol.twophase;

import static dev.potoroo.protocol.Codec.bytes;
import static dev.potoroo.protocol.Codec.decode;
import static dev.potoroo.protocol.Codec.encode;
import static dev.potoroo.protocol.twophase.Carrier.assertRefusesEveryShorterPayload;
import static dev.potoroo.protocol.twophase.Carrier.withTrailingBytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.protocol.frame.Message;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplyUncommittedTest {

  private static final ReplyUncommitted MESSAGE = new ReplyUncommitted(7, List.of("t"));

  private static final byte[] BYTES =
      bytes(
          """
          00 00 00 2b                # length: type and 42 bytes of body
          05                         # MESSAGE
          00 00 00 00 00 00 00 00    # stream id: 0
          00 00 00 00 00 00 00 00    # message id: 0
          00 00 00 00 00 00 00 00    # event time: 0
          00 00                      # key: none
          ca                         # REPLY_UNCOMMITTED
          00 00 00 00 00 00 00 07    #   tag: 7
          00 00 00 01                #   transactions: 1
          00 01                      #     id: 1 byte
          74                         #       "t"
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
  void namesNoTransactionMostOfTheTime() {
    ReplyUncommitted nothing = new ReplyUncommitted(-1, List.of());

    assertThat(TwoPhaseMessage.of(nothing.toMessage())).isEqualTo(nothing);
    assertThat(nothing.toMessage().payload())
        .isEqualTo(
            bytes(
                """
                ca                         # REPLY_UNCOMMITTED
                ff ff ff ff ff ff ff ff    #   tag: 2^64-1
                00 00 00 00                #   transactions: none
                """));
  }

  @Test
  void countsBytesAndNotCharacters() {
    ReplyUncommitted umlaut = new ReplyUncommitted(7, List.of("\u00fc"));

    assertThat(TwoPhaseMessage.of(umlaut.toMessage())).isEqualTo(umlaut);
  }
}
