package dev.potoroo.runtime;

import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.Ack;
import dev.potoroo.protocol.frame.EndOfStream;
import dev.potoroo.protocol.frame.Frame;
import dev.potoroo.protocol.frame.Message;
import dev.potoroo.protocol.frame.Notify;
import dev.potoroo.testkit.peer.ScriptedReceiver;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A sink that keeps what it takes over all of its connections, and says so when a stream is opened.
 * It trusts the worker: whatever comes is kept, be it there already or out of order, so that a test
 * sees what would be lost or doubled.
 */
final class DurableSink {
  private static final int CREDITS = 50;

  private final ScriptedReceiver receiver;
  private final Random random;
  private final Map<StreamId, PointOfReference> marks = new HashMap<>();
  private final Map<StreamId, List<Long>> ids = new HashMap<>();

  private DurableSink(ScriptedReceiver receiver, Random random) {
    this.receiver = receiver;
    this.random = random;
  }

  /**
   * Serves in a thread of its own until the receiver is closed.
   *
   * @param cuts so many of its connections break, each right after a message was made durable and
   *     before it is acknowledged
   * @param seed decides after which messages
   */
  static DurableSink serve(ScriptedReceiver receiver, int cuts, long seed) {
    DurableSink sink = new DurableSink(receiver, new Random(seed));
    Thread thread = new Thread(() -> sink.run(cuts), "durable-sink");
    thread.setDaemon(true);
    thread.start();
    return sink;
  }

  /** The ids of all messages of the stream, in the order in which they came. */
  synchronized List<Long> ids(StreamId stream) {
    return List.copyOf(ids.getOrDefault(stream, List.of()));
  }

  private void run(int cuts) {
    for (int session = 0; ; session++) {
      try {
        receiver.accept().greet(CREDITS);
        talk(session < cuts ? 1 + random.nextInt(100) : Integer.MAX_VALUE);
      } catch (UncheckedIOException closed) {
        return;
      } catch (AssertionError lost) {
        // The worker is away: it dials again, or the test is over and the receiver closed.
      }
    }
  }

  private void talk(int messagesUntilCut) {
    int left = messagesUntilCut;
    while (left > 0) {
      Frame frame = receiver.connection().next();
      if (frame instanceof Message message) {
        left--;
        keep(message);
        if (left > 0) {
          receiver.acknowledge(1, message);
        }
      } else if (frame instanceof Notify notify) {
        receiver.open(notify, mark(notify.streamId()));
        receiver.grant(1);
      } else if (frame instanceof EndOfStream end) {
        receiver.send(new Ack(0, List.of(new Ack.StreamAck(end.streamId(), mark(end.streamId())))));
      }
    }
    receiver.reset();
  }

  private synchronized void keep(Message message) {
    ids.computeIfAbsent(message.streamId(), id -> new ArrayList<>())
        .add(message.messageId().value());
    marks.put(message.streamId(), PointOfReference.at(message.messageId()));
  }

  private synchronized PointOfReference mark(StreamId stream) {
    return marks.getOrDefault(stream, PointOfReference.NEVER);
  }
}
