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

class WorkersLeftTest {

  private static final WorkersLeft MESSAGE = new WorkersLeft(7, List.of("w2"));

  private static final byte[] BYTES =
      bytes(
          """
          00 00 00 2c                # length: type and 43 bytes of body
          05                         # MESSAGE
          00 00 00 00 00 00 00 00    # stream id: 0
          00 00 00 00 00 00 00 00    # message id: 0
          00 00 00 00 00 00 00 00    # event time: 0
          00 00                      # key: none
          ce                         # WORKERS_LEFT
          00 00 00 00 00 00 00 07    #   tag: 7
          00 00 00 01                #   workers: 1
          00 02                      #     name: 2 bytes
          77 32                      #       "w2"
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
