package dev.potoroo.testkit.peer;

import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.Ack;
import dev.potoroo.protocol.frame.EndOfStream;
import dev.potoroo.protocol.frame.ErrorFrame;
import dev.potoroo.protocol.frame.Hello;
import dev.potoroo.protocol.frame.Message;
import dev.potoroo.protocol.frame.Notify;
import dev.potoroo.protocol.frame.NotifyAck;
import dev.potoroo.protocol.frame.Ok;
import dev.potoroo.protocol.frame.Restart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The end that listens and takes data: an application for the source connector under test, or a
 * sink for the application under test.
 *
 * <pre>{@code
 * try (ScriptedReceiver application = ScriptedReceiver.listen()) {
 *   start(source, application.address());
 *
 *   application.accept().greet(100);
 *   Notify notify = application.expect(Notify.class);
 *   application.open(notify, PointOfReference.NEVER);
 *   Message first = application.expect(Message.class);
 *   application.acknowledge(1, first);
 * }
 * }</pre>
 *
 * <p>One connection at a time: {@link #accept} closes the one before.
 */
public final class ScriptedReceiver extends ScriptedPeer {
  private final ServerSocket server;

  private ScriptedReceiver(ServerSocket server) {
    this.server = server;
  }

  /** Listens on a free port of the loopback interface. */
  public static ScriptedReceiver listen() {
    return listen(0);
  }

  /** Listens on that port, for example one that a receiver before had. */
  public static ScriptedReceiver listen(int port) {
    try {
      ServerSocket server = new ServerSocket();
      server.setReuseAddress(true);
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return new ScriptedReceiver(server);
    } catch (IOException e) {
      throw new UncheckedIOException("port " + port, e);
    }
  }

  public int port() {
    return server.getLocalPort();
  }

  /** {@code host:port}, as connectors take it. */
  public String address() {
    return server.getInetAddress().getHostAddress() + ":" + port();
  }

  /** Waits for the other end to dial. */
  public ScriptedReceiver accept() {
    return accept(FrameConnection.DEFAULT_TIMEOUT);
  }

  /** Waits for the other end to dial within {@code timeout}. */
  public ScriptedReceiver accept(Duration timeout) {
    try {
      server.setSoTimeout((int) timeout.toMillis());
      connected(new FrameConnection(server.accept()));
      return this;
    } catch (SocketTimeoutException e) {
      throw new AssertionError(
          "expected a connection to " + address() + " within " + timeout + ", got none", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Fails when the other end dials within {@code time}. */
  public void expectNoConnectionFor(Duration time) {
    try {
      server.setSoTimeout((int) time.toMillis());
      connected(new FrameConnection(server.accept()));
      throw new AssertionError("expected no connection for " + time + ", got one");
    } catch (SocketTimeoutException expected) {
      // Nobody dialled.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Expects HELLO and answers OK with so many credits. */
  public Hello greet(int credits) {
    Hello hello = expect(Hello.class);
    send(new Ok(credits));
    return hello;
  }

  /** Opens the stream: the other end goes on after {@code point}. */
  public void open(Notify notify, PointOfReference point) {
    send(new NotifyAck(true, notify.streamId(), point));
  }

  /** Refuses the stream, as one that is in use elsewhere. */
  public void refuse(Notify notify) {
    send(new NotifyAck(false, notify.streamId(), PointOfReference.NEVER));
  }

  /** The next frames, which have to be so many messages. */
  public List<Message> expectMessages(int count) {
    List<Message> messages = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      messages.add(expect(Message.class));
    }
    return messages;
  }

  /** Gives credits back and names no stream. */
  public void grant(int credits) {
    send(new Ack(credits, List.of()));
  }

  /** Gives credits back: everything up to that message is durable. */
  public void acknowledge(int credits, Message last) {
    acknowledge(credits, last.streamId(), last.messageId());
  }

  /** Gives credits back: everything on the stream up to {@code id} is durable. */
  public void acknowledge(int credits, StreamId stream, MessageId id) {
    send(new Ack(credits, List.of(new Ack.StreamAck(stream, PointOfReference.at(id)))));
  }

  /** Expects the end of that stream. */
  public void expectEndOf(StreamId stream) {
    EndOfStream end = expect(EndOfStream.class);
    if (!end.streamId().equals(stream)) {
      throw new AssertionError("expected the end of stream " + stream + ", got " + end);
    }
  }

  /** Sends the other end away, to dial {@code address}; empty for this one again. */
  public void restart(String address) {
    send(new Restart(address));
  }

  /** Gives up on the session. */
  public void fail(String text) {
    send(new ErrorFrame(text));
  }

  /** Listens no more; a connection that there is stays. */
  public void stopListening() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    stopListening();
    super.close();
  }
}
