package dev.potoroo.testkit.contract;

import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.ProtocolException;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.Ack;
import dev.potoroo.protocol.frame.Frame;
import dev.potoroo.protocol.frame.Hello;
import dev.potoroo.protocol.frame.Message;
import dev.potoroo.protocol.frame.NotifyAck;
import dev.potoroo.protocol.session.ProtocolVersion;
import dev.potoroo.protocol.session.ReceiverSession;
import dev.potoroo.protocol.twophase.TwoPhaseMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A sink whose disk is a list: a kill takes its connections and sessions, never the list. */
final class RememberingSink implements SinkDriver {
  private static final ReceiverSession.Limits LIMITS = new ReceiverSession.Limits(500, 250, 10);

  private final Disk disk = new Disk();
  private final Map<String, Session> sessions = new ConcurrentHashMap<>();
  private final Set<FrameSocket> sockets = ConcurrentHashMap.newKeySet();
  private @Nullable ServerSocket server;

  /** What is durable: a payload and its mark in one step, as in one transaction. */
  private static final class Disk {
    private final List<String> payloads = new ArrayList<>();
    private final Map<String, PointOfReference> marks = new HashMap<>();

    synchronized void store(String application, Message message) {
      payloads.add(new String(message.payload(), StandardCharsets.UTF_8));
      marks.put(application + "/" + message.streamId(), PointOfReference.at(message.messageId()));
    }

    synchronized PointOfReference mark(String application, StreamId stream) {
      return marks.getOrDefault(application + "/" + stream, PointOfReference.NEVER);
    }

    synchronized List<String> payloads() {
      return List.copyOf(payloads);
    }
  }

  @Override
  public String start(String cookie) throws IOException {
    ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    server = listening;
    new Thread(() -> accept(listening, cookie), "remembering-sink").start();
    return listening.getInetAddress().getHostAddress() + ":" + listening.getLocalPort();
  }

  @Override
  public void kill() throws IOException {
    if (server != null) {
      server.close();
    }
    for (FrameSocket socket : sockets) {
      socket.close();
    }
  }

  @Override
  public List<String> stored() {
    return disk.payloads();
  }

  @Override
  public void close() throws IOException {
    kill();
  }

  private void accept(ServerSocket listening, String cookie) {
    try {
      while (true) {
        FrameSocket socket = new FrameSocket(listening.accept());
        sockets.add(socket);
        new Thread(new Session(socket, cookie), "remembering-sink-session").start();
      }
    } catch (IOException e) {
      // The listening socket was closed: no more connections.
    }
  }

  private final class Session implements ReceiverSession.Listener, Runnable {
    private final FrameSocket socket;
    private final ReceiverSession session;
    private String application = "";

    Session(FrameSocket socket, String cookie) {
      this.socket = socket;
      this.session = new ReceiverSession(Set.of(ProtocolVersion.SINK_DIRECT), cookie, LIMITS, this);
    }

    @Override
    public void run() {
      try (socket) {
        try {
          @Nullable Frame frame = socket.read();
          while (frame != null) {
            session.receive(frame);
            Ack ack = session.takeAck(session.isRefillDue());
            if (ack != null) {
              socket.write(ack);
            }
            frame = socket.read();
          }
        } catch (ProtocolException e) {
          socket.writeLast(session.error(e.reason()));
          socket.drain();
        }
      } catch (IOException | UncheckedIOException e) {
        // A cut or a reset: the application dials again.
      } finally {
        sockets.remove(socket);
      }
    }

    @Override
    public void greeted(Hello hello, ProtocolVersion version) {
      application = hello.programName();
      Session older = sessions.put(application, this);
      if (older != null) {
        older.supersede();
      }
      write(session.accept());
    }

    private void supersede() {
      try {
        socket.writeLast(session.error("superseded by another connection of " + application));
      } catch (IOException e) {
        // It was gone already.
      }
    }

    @Override
    public void streamAnnounced(StreamId stream, String name, PointOfReference senderPoint) {
      write(session.open(stream, disk.mark(application, stream)));
    }

    @Override
    public void message(Message message) {
      disk.store(application, message);
      session.acknowledge(message.streamId(), PointOfReference.at(message.messageId()));
    }

    @Override
    public void streamEnded(StreamId stream) {
      session.terminate(stream);
    }

    @Override
    public void reply(NotifyAck frame) {
      write(frame);
    }

    @Override
    public void control(TwoPhaseMessage message) {}

    @Override
    public void failed(String text) {}

    private void write(Frame frame) {
      try {
        socket.write(frame);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
