package dev.potoroo.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.protocol.Codec;
import dev.potoroo.protocol.frame.Ack;
import dev.potoroo.protocol.frame.Frame;
import java.util.Set;

/** Both ends of one session. Each frame goes from one to the other by way of its bytes. */
final class Conversation {

  final RecordingSender toldSender = new RecordingSender();
  final RecordingReceiver toldReceiver = new RecordingReceiver();
  final SenderSession sender;
  final ReceiverSession receiver;

  Conversation(ProtocolVersion version, ReceiverSession.Limits limits) {
    sender = new SenderSession(version, toldSender);
    receiver = new ReceiverSession(Set.of(version), "ck", limits, toldReceiver);
  }

  /** HELLO and OK have been said, and nothing else. */
  static Conversation begun(ProtocolVersion version, int maxCredits, int refillCredits) {
    Conversation begun =
        new Conversation(version, new ReceiverSession.Limits(maxCredits, refillCredits, 100));
    begun.toReceiver(begun.sender.hello("ck", "program", "instance"));
    begun.toSender(begun.receiver.accept());
    begun.toldReceiver.calls();
    begun.toldSender.calls();
    return begun;
  }

  void toReceiver(Frame frame) {
    receiver.receive(Codec.decode(Codec.encode(frame)));
  }

  void toSender(Frame frame) {
    sender.receive(Codec.decode(Codec.encode(frame)));
  }

  /** The receiver's ACK, which must have something to say. */
  void ackToSender(boolean refill) {
    Ack ack = receiver.takeAck(refill);
    assertThat(ack).isNotNull();
    if (ack != null) {
      toSender(ack);
    }
  }
}
