package dev.potoroo.runtime;

import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.Ack;
import dev.potoroo.protocol.frame.EndOfStream;
import dev.potoroo.protocol.frame.Frame;
import dev.potoroo.protocol.frame.Message;
import dev.potoroo.protocol.frame.Notify;
import dev.potoroo.protocol.frame.NotifyAck;
import dev.potoroo.testkit.peer.ScriptedSender;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Does what Wallaroo's Python source client does, its oddities included (docs/protocol.md), for one
 * stream whose messages have the ids 1 to {@code last}. Where the Python client dies or hangs, this
 * one throws an AssertionError.
 */
final class WallarooClient {
  private final ScriptedSender connection;
  private final StreamId stream;
  private final long last;
  private final AtomicInteger refusals = new AtomicInteger();

  private long credits;
  private long position;
  private long acknowledged;
  private boolean open;
  private boolean refused;
  private boolean ended;
  private int sessions;

  WallarooClient(ScriptedSender connection, StreamId stream, long last) {
    this.connection = connection;
    this.stream = stream;
    this.last = last;
  }

  /** How often it was greeted. */
  int sessions() {
    return sessions;
  }

  /** How often its stream was refused. */
  int refusals() {
    return refusals.get();
  }

  /** Runs until the end of the source is acknowledged, over as many connections as that takes. */
  void run() {
    boolean finished = false;
    while (!finished) {
      begin();
      finished = talk();
    }
  }

  /** Greets, and announces the stream at once with the last acknowledged id; 0 at first. */
  private void begin() {
    credits = connection.dial().greet("").initialCredits();
    sessions++;
    open = false;
    ended = false;
    announce();
  }

  private void announce() {
    refused = false;
    credits--;
    connection.send(new Notify(stream, "s1", new PointOfReference(acknowledged)));
  }

  /** False when the connection was lost. */
  private boolean talk() {
    while (true) {
      Frame frame;
      try {
        sendWhatCreditsAllow();
        frame = connection.connection().next();
      } catch (AssertionError lost) {
        connection.connection().awaitClosed();
        return false;
      }
      if (frame instanceof NotifyAck answer) {
        opened(answer);
      } else if (frame instanceof Ack ack) {
        if (acknowledged(ack)) {
          return true;
        }
      } else {
        throw new AssertionError("the client closes and never comes back: it got " + frame);
      }
    }
  }

  private void sendWhatCreditsAllow() {
    while (open && !ended && credits > 0) {
      if (position == last) {
        ended = true;
        connection.send(new EndOfStream(stream));
        return;
      }
      position++;
      credits--;
      byte[] text = Long.toString(position).getBytes(StandardCharsets.UTF_8);
      byte[] key = "s1".getBytes(StandardCharsets.UTF_8);
      connection.send(new Message(stream, new MessageId(position), 0, key, text));
    }
  }

  private void opened(NotifyAck answer) {
    if (!answer.success()) {
      refused = true;
      refusals.incrementAndGet();
      return;
    }
    PointOfReference point = answer.pointOfReference();
    position = point.isNever() ? 0 : point.value();
    open = true;
  }

  /** Whether this was the answer to the end of the stream. */
  private boolean acknowledged(Ack ack) {
    credits += ack.credits();
    if (refused) {
      announce();
    }
    boolean finished = false;
    for (Ack.StreamAck one : ack.streams()) {
      PointOfReference point = one.pointOfReference();
      if (point.isNever() || point.value() < acknowledged || point.value() > last) {
        throw new AssertionError("the client rewinds to a wrong place or dies: it got " + ack);
      }
      acknowledged = point.value();
      finished = ended && acknowledged == last;
    }
    return finished;
  }
}
