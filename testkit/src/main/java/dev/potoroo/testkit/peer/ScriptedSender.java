package dev.potoroo.testkit.peer;

import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.Ack;
import dev.potoroo.protocol.frame.EndOfStream;
import dev.potoroo.protocol.frame.Hello;
import dev.potoroo.protocol.frame.Message;
import dev.potoroo.protocol.frame.Notify;
import dev.potoroo.protocol.frame.NotifyAck;
import dev.potoroo.protocol.frame.Ok;
import dev.potoroo.protocol.session.ProtocolVersion;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The end that dials and sends data: a source for the application under test, or an application for
 * the sink connector under test.
 *
 * <pre>{@code
 * try (ScriptedSender application = ScriptedSender.application(sink.address())) {
 *   application.dial().greet("");
 *   PointOfReference mark = application.announce(StreamId.of("orders"), "orders");
 *   application.message(StreamId.of("orders"), 1, "one");
 *   application.awaitAcknowledged(StreamId.of("orders"), 1);
 * }
 * }</pre>
 *
 * <p>It counts no credits: a test that wants to send too much does.
 */
public final class ScriptedSender extends ScriptedPeer {
  private final InetSocketAddress address;
  private final ProtocolVersion version;
  private final String name;

  private ScriptedSender(InetSocketAddress address, ProtocolVersion version, String name) {
    this.address = address;
    this.version = version;
    this.name = name;
  }

  /**
   * A source for an application.
   *
   * @param address {@code host:port} where the application listens
   */
  public static ScriptedSender source(String address) {
    return new ScriptedSender(parse(address), ProtocolVersion.SOURCE, "scripted-source");
  }

  /**
   * An application for a sink.
   *
   * @param address {@code host:port} where the sink listens
   */
  public static ScriptedSender application(String address) {
    return new ScriptedSender(parse(address), ProtocolVersion.SINK_DIRECT, "scripted-application");
  }

  /** The same under another program and instance name, with a connection of its own. */
  public ScriptedSender named(String otherName) {
    return new ScriptedSender(address, version, otherName);
  }

  /** The same, with a connection of its own. */
  public ScriptedSender another() {
    return named(name);
  }

  /** Dials, again and again for as long as nobody listens, up to the time-out. */
  public ScriptedSender dial() {
    long deadline = System.nanoTime() + FrameConnection.DEFAULT_TIMEOUT.toNanos();
    while (true) {
      Socket socket = new Socket();
      try {
        socket.connect(address, (int) FrameConnection.DEFAULT_TIMEOUT.toMillis());
        connected(new FrameConnection(socket));
        return this;
      } catch (IOException e) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError("expected somebody to listen on " + address, e);
        }
        pause();
      }
    }
  }

  /** HELLO as it has to be; the cookie is empty unless the other end was given one. */
  public Hello hello(String cookie) {
    return new Hello(version.text(), cookie, name, name);
  }

  /** Sends HELLO and expects OK. */
  public Ok greet(String cookie) {
    send(hello(cookie));
    return expect(Ok.class);
  }

  /** Announces a new stream and expects it to be opened; the answer is where to go on after. */
  public PointOfReference announce(StreamId stream, String name) {
    return announce(stream, name, PointOfReference.NEVER);
  }

  /** Announces a stream that has been sent up to {@code point}, and expects it to be opened. */
  public PointOfReference announce(StreamId stream, String name, PointOfReference point) {
    send(new Notify(stream, name, point));
    NotifyAck answer = await(NotifyAck.class);
    if (!answer.success() || !answer.streamId().equals(stream)) {
      throw new AssertionError("expected stream " + stream + " to be opened, got " + answer);
    }
    return answer.pointOfReference();
  }

  /** Sends one message of UTF-8 text, without key and event time. */
  public void message(StreamId stream, long id, String payload) {
    send(messageOf(stream, id, payload));
  }

  /**
   * Sends the messages of ids {@code first} to {@code last}, in one piece, their ids as payload.
   */
  public void messages(StreamId stream, long first, long last) {
    List<Message> messages = new ArrayList<>();
    for (long id = first; id <= last; id++) {
      messages.add(messageOf(stream, id, Long.toUnsignedString(id)));
    }
    send(messages.toArray(Message[]::new));
  }

  private static Message messageOf(StreamId stream, long id, String payload) {
    return new Message(
        stream, new MessageId(id), 0, Message.NO_BYTES, payload.getBytes(StandardCharsets.UTF_8));
  }

  /** Ends the stream. */
  public void endOf(StreamId stream) {
    send(new EndOfStream(stream));
  }

  /**
   * Reads ACKs until one names the stream and a point that covers {@code id}. ACKs that say less
   * are skipped, any other frame is a failure.
   */
  public void awaitAcknowledged(StreamId stream, long id) {
    MessageId awaited = new MessageId(id);
    String expected =
        "ACK of " + awaited + " on stream " + stream + " within " + FrameConnection.DEFAULT_TIMEOUT;
    long deadline = System.nanoTime() + FrameConnection.DEFAULT_TIMEOUT.toNanos();
    while (true) {
      Duration left = Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
      for (Ack.StreamAck ack : connection().expect(Ack.class, expected, left).streams()) {
        if (ack.streamId().equals(stream) && ack.pointOfReference().covers(awaited)) {
          return;
        }
      }
    }
  }

  private static InetSocketAddress parse(String address) {
    int colon = address.lastIndexOf(':');
    return new InetSocketAddress(
        address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while dialling", e);
    }
  }
}
