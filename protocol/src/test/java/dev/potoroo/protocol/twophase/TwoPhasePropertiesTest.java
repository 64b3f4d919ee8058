package dev.potoroo.protocol.twophase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.protocol.ProtocolException;
import dev.potoroo.protocol.frame.Frames;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for every message of a two-phase commit, and for any payload on stream 0. */
class TwoPhasePropertiesTest {

  @Property
  void decodingUndoesEncoding(@ForAll("messages") TwoPhaseMessage message) {
    assertThat(TwoPhaseMessage.of(message.toMessage())).isEqualTo(message);
  }

  @Property
  void isAMessageOrAReasonWhyNot(@ForAll("payloads") byte[] payload) {
    try {
      TwoPhaseMessage read = TwoPhaseMessage.of(Carrier.of(payload));

      assertThat(TwoPhaseMessage.of(read.toMessage())).isEqualTo(read);
    } catch (ProtocolException e) {
      assertThat(e.reason()).startsWith("Unable to decode");
    }
  }

  @Provide
  Arbitrary<TwoPhaseMessage> messages() {
    return Arbitraries.of(TwoPhaseType.values()).flatMap(TwoPhasePropertiesTest::of);
  }

  /** One of the six types with anything after it, one type below them and one above. */
  @Provide
  Arbitrary<byte[]> payloads() {
    return Combinators.combine(
            Arbitraries.integers().between(200, 207),
            Arbitraries.bytes().array(byte[].class).ofMaxSize(60))
        .as(
            (tag, rest) -> {
              byte[] payload = new byte[1 + rest.length];
              payload[0] = (byte) (int) tag;
              System.arraycopy(rest, 0, payload, 1, rest.length);
              return payload;
            });
  }

  private static Arbitrary<TwoPhaseMessage> of(TwoPhaseType type) {
    Arbitrary<Long> tags = Arbitraries.longs();
    Arbitrary<Boolean> answers = Arbitraries.of(true, false);
    return switch (type) {
      case LIST_UNCOMMITTED -> tags.map(ListUncommitted::new);
      case REPLY_UNCOMMITTED -> Combinators.combine(tags, names()).as(ReplyUncommitted::new);
      case PHASE1 ->
          Combinators.combine(Frames.text(), ranges().list().ofMinSize(1).ofMaxSize(5))
              .as(Phase1::new);
      case REPLY -> Combinators.combine(Frames.text(), answers).as(Phase1Reply::new);
      case PHASE2 -> Combinators.combine(Frames.text(), answers).as(Phase2::new);
      case WORKERS_LEFT -> Combinators.combine(tags, names()).as(WorkersLeft::new);
    };
  }

  private static Arbitrary<List<String>> names() {
    return Frames.text().list().ofMaxSize(5);
  }

  private static Arbitrary<Phase1.Range> ranges() {
    return Combinators.combine(Frames.streamIds(), Arbitraries.longs(), Arbitraries.longs())
        .as(Phase1.Range::new);
  }
}
