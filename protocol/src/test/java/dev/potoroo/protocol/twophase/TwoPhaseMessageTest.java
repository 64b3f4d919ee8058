package dev.potoroo.protocol.twophase;

import static dev.potoroo.protocol.Codec.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.ProtocolException;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TwoPhaseMessageTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 5, 200, 207, 255})
  void refusesAnUnknownType(int tag) {
    Message unknown = Carrier.of(new byte[] {(byte) tag});

    assertThatThrownBy(() -> TwoPhaseMessage.of(unknown))
        .isInstanceOf(ProtocolException.class)
        .hasMessage(
            "Unable to decode message on stream 0: expected a type from 201 to 206, got " + tag);
  }

  @Test
  void refusesAnEmptyPayload() {
    assertThatThrownBy(() -> TwoPhaseMessage.of(Carrier.of(Message.NO_BYTES)))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("Unable to decode message on stream 0: it is empty");
  }

  @Test
  void takesNoMemoryForACountThatThePayloadCannotHold() {
    byte[] lying =
        bytes(
            """
            ca                         # REPLY_UNCOMMITTED
            00 00 00 00 00 00 00 07    #   tag: 7
            7f ff ff ff                #   transactions: 2^31-1, in no bytes
            """);

    assertThatThrownBy(() -> TwoPhaseMessage.of(Carrier.of(lying)))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("announces 2147483647 elements, the body has 0 bytes left");
  }

  @Test
  void isReadOnlyFromStreamZero() {
    Message data = new Message(new StreamId(1), new MessageId(0), 0, Message.NO_BYTES, bytes("c9"));

    assertThatThrownBy(() -> TwoPhaseMessage.of(data))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("two-phase commit runs on stream 0, not on 1");
  }

  @ParameterizedTest
  @CsvSource({
    "LIST_UNCOMMITTED, true",
    "REPLY_UNCOMMITTED, false",
    "PHASE1, true",
    "REPLY, false",
    "PHASE2, true",
    "WORKERS_LEFT, true"
  })
  void isSentByOneEndOnly(TwoPhaseType type, boolean fromApplication) {
    assertThat(type.isFromApplication()).isEqualTo(fromApplication);
  }
}
