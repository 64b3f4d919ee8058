package dev.potoroo.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.Ack;
import dev.potoroo.protocol.frame.Frame;
import dev.potoroo.protocol.frame.Message;
import dev.potoroo.protocol.frame.Notify;
import dev.potoroo.protocol.frame.NotifyAck;
import dev.potoroo.testkit.peer.ScriptedReceiver;
import dev.potoroo.testkit.peer.ScriptedSender;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever breaks, and whenever: every sink has every output once, and in order. */
class RandomCutsTest {
  private static final StreamId STREAM = StreamId.of("orders");
  private static final int LAST = 2000;

  private final ScriptedReceiver sink = ScriptedReceiver.listen();
  private final ScriptedReceiver otherSink = ScriptedReceiver.listen();

  /** Every fifth message has no output, every other one has one to three. */
  private static List<String> wordsOf(String text) {
    int id = Integer.parseInt(text);
    return id % 5 == 0 ? List.of() : List.of("a", "b", "c").subList(0, 1 + id % 3);
  }

  private static List<Long> expectedIds() {
    List<Long> ids = new ArrayList<>();
    for (long id = 1; id <= LAST; id++) {
      for (int output = 0; output < wordsOf(Long.toString(id)).size(); output++) {
        ids.add(id * 3 + output);
      }
    }
    return ids;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void nothingIsLostAndNothingIsDoubled(long seed) {
    DurableSink durable = DurableSink.serve(sink, 10, seed);
    DurableSink otherDurable = DurableSink.serve(otherSink, 10, seed + 100);
    try (RunningWorker worker =
        RunningWorker.start(
            RunningWorker.settings().maxPendingBytes(2000),
            source -> source.withCredits(40, 20),
            stages -> stages.flatMap("words", 3, RandomCutsTest::wordsOf),
            sink,
            otherSink)) {
      ReplayingSource source = new ReplayingSource(worker.address(), new Random(seed));

      source.runUntilAcknowledged();

      assertThat(durable.ids(STREAM)).isEqualTo(expectedIds());
      assertThat(otherDurable.ids(STREAM)).isEqualTo(expectedIds());
    }
  }

  /** Replays from any point; hangs up now and then, and forgets what it knows now and then. */
  private static final class ReplayingSource {
    private final ScriptedSender connection;
    private final Random random;
    private PointOfReference acknowledged = PointOfReference.NEVER;
    private int cuts = 10;

    ReplayingSource(String address, Random random) {
      this.connection = ScriptedSender.source(address);
      this.random = random;
    }

    void runUntilAcknowledged() {
      while (!acknowledged.equals(new PointOfReference(LAST))) {
        try {
          talk(cuts-- > 0 ? 1 + random.nextInt(300) : Integer.MAX_VALUE);
        } catch (AssertionError lost) {
          connection.connection().awaitClosed();
        }
        if (random.nextInt(4) == 0 && cuts > 0) {
          acknowledged = PointOfReference.NEVER;
        }
      }
    }

    private void talk(int messagesUntilCut) {
      long credits = connection.dial().greet("").initialCredits() - 1L;
      connection.send(new Notify(STREAM, "orders", acknowledged));
      boolean open = false;
      long next = 1;
      int left = messagesUntilCut;
      while (left > 0 && !acknowledged.equals(new PointOfReference(LAST))) {
        while (open && credits > 0 && next <= LAST && left > 0) {
          byte[] text = Long.toString(next).getBytes(StandardCharsets.UTF_8);
          connection.send(new Message(STREAM, new MessageId(next), 0, Message.NO_BYTES, text));
          next++;
          credits--;
          left--;
        }
        Frame frame = connection.connection().expect(Frame.class, Duration.ofSeconds(20));
        if (frame instanceof NotifyAck answer && answer.success()) {
          open = true;
          next = answer.pointOfReference().value() + 1;
          acknowledged = acknowledged.max(answer.pointOfReference());
        } else if (frame instanceof NotifyAck) {
          return; // the worker has not seen yet that the connection before is gone
        } else if (frame instanceof Ack ack) {
          credits += ack.credits();
          for (Ack.StreamAck one : ack.streams()) {
            acknowledge(one.pointOfReference());
          }
        }
      }
      connection.reset();
    }

    private void acknowledge(PointOfReference point) {
      if (point.compareTo(acknowledged) <= 0) {
        throw new IllegalStateException("acknowledged " + point + " after " + acknowledged);
      }
      acknowledged = point;
    }
  }
}
