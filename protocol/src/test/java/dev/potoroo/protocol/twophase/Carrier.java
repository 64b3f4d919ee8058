package dev.potoroo.protocol.twophase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.ProtocolException;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.Message;
import java.util.Arrays;

/** The MESSAGE frames around the messages of a two-phase commit, whole and damaged. */
final class Carrier {

  private Carrier() {}

  static Message of(byte[] payload) {
    return new Message(StreamId.CONTROL, new MessageId(0), 0, Message.NO_BYTES, payload);
  }

  static Message withTrailingBytes(TwoPhaseMessage message) {
    byte[] payload = message.toMessage().payload();
    return of(Arrays.copyOf(payload, payload.length + 3));
  }

  static void assertRefusesEveryShorterPayload(TwoPhaseMessage message) {
    byte[] payload = message.toMessage().payload();
    for (int length = 0; length < payload.length; length++) {
      byte[] cut = Arrays.copyOf(payload, length);
      assertThat(catchThrowable(() -> TwoPhaseMessage.of(of(cut))))
          .as("payload of %d bytes", length)
          .isInstanceOf(ProtocolException.class)
          .hasMessageStartingWith("Unable to decode");
    }
  }
}
