package dev.potoroo.protocol.frame;

import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.Ack.StreamAck;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Frames of every kind, with any content that the wire can carry. */
public final class Frames {

  private Frames() {}

  public static Arbitrary<Frame> any() {
    return Arbitraries.of(FrameType.values()).flatMap(Frames::of);
  }

  private static Arbitrary<Frame> of(FrameType type) {
    return switch (type) {
      case HELLO -> Combinators.combine(text(), text(), text(), text()).as(Hello::new);
      case OK -> Arbitraries.integers().map(Ok::new);
      case ERROR -> text().map(ErrorFrame::new);
      case NOTIFY -> Combinators.combine(streamIds(), text(), points()).as(Notify::new);
      case NOTIFY_ACK ->
          Combinators.combine(Arbitraries.of(true, false), streamIds(), points())
              .as(NotifyAck::new);
      case MESSAGE ->
          Combinators.combine(streamIds(), messageIds(), Arbitraries.longs(), bytes(), bytes())
              .as(Message::new);
      case ACK ->
          Combinators.combine(
                  Arbitraries.integers(),
                  Combinators.combine(streamIds(), points()).as(StreamAck::new).list().ofMaxSize(8))
              .as(Ack::new);
      case RESTART -> text().map(Restart::new);
      case EOS_MESSAGE -> streamIds().map(EndOfStream::new);
    };
  }

  /** Up to 20 characters of all planes of Unicode. */
  public static Arbitrary<String> text() {
    return Arbitraries.integers()
        .between(0, Character.MAX_CODE_POINT)
        .filter(codePoint -> Character.getType(codePoint) != Character.SURROGATE)
        .map(Character::toString)
        .list()
        .ofMaxSize(20)
        .map(characters -> String.join("", characters))
        .withoutEdgeCases();
  }

  public static Arbitrary<StreamId> streamIds() {
    return Arbitraries.longs().map(StreamId::new);
  }

  private static Arbitrary<MessageId> messageIds() {
    return Arbitraries.longs()
        .filter(value -> value != PointOfReference.NEVER.value())
        .map(MessageId::new);
  }

  private static Arbitrary<PointOfReference> points() {
    return Arbitraries.longs().map(PointOfReference::new);
  }

  static Arbitrary<byte[]> bytes() {
    return Arbitraries.bytes().array(byte[].class).ofMaxSize(40);
  }
}
