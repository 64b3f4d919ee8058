package dev.potoroo.testkit.contract;

import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.ErrorFrame;
import dev.potoroo.protocol.frame.Frame;
import dev.potoroo.protocol.frame.Message;
import dev.potoroo.protocol.session.ProtocolVersion;
import dev.potoroo.protocol.session.SenderSession;
import dev.potoroo.protocol.session.SessionState;
import dev.potoroo.protocol.session.StreamState;
import dev.potoroo.protocol.twophase.TwoPhaseMessage;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A source of the numbers from 1 up, in one thread, with one more to read. */
final class CountingSource implements SourceDriver {
  private static final String NAME = "numbers";
  private static final StreamId STREAM = StreamId.of(NAME);
  private static final long TICK_MILLIS = 10;

  /** What the reading thread puts last. */
  private static final Frame END = new ErrorFrame("the connection ended");

  private final AtomicInteger produced = new AtomicInteger();
  private final Thread thread = new Thread(this::run, "counting-source");
  private volatile String address = "";
  private volatile boolean stopping;
  private PointOfReference acknowledged = PointOfReference.NEVER;

  @Override
  public void start(String application) {
    address = application;
    thread.start();
  }

  @Override
  public void produce(int count) {
    produced.addAndGet(count);
  }

  @Override
  public void stop() throws InterruptedException {
    stopping = true;
    thread.join();
  }

  @Override
  public void close() throws InterruptedException {
    thread.interrupt();
    thread.join();
  }

  private void run() {
    try {
      while (!stopping) {
        int colon = address.lastIndexOf(':');
        try (FrameSocket socket =
            new FrameSocket(
                new Socket(
                    address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))))) {
          new Session(socket).run();
        } catch (IOException e) {
          Thread.sleep(TICK_MILLIS); // not there, or gone: dial again
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Session implements SenderSession.Listener {
    private final FrameSocket socket;
    private final SenderSession session = new SenderSession(ProtocolVersion.SOURCE, this);
    private final BlockingQueue<Frame> received = new LinkedBlockingQueue<>();
    private long next = 1;

    Session(FrameSocket socket) {
      this.socket = socket;
    }

    void run() throws IOException, InterruptedException {
      new Thread(this::read, "counting-source-reader").start();
      socket.write(session.hello("", "counting-source", "counting-source"));
      while (session.state() != SessionState.ERROR
          && session.state() != SessionState.DISCONNECTED) {
        Frame frame = received.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
        if (frame == END) {
          return;
        }
        if (frame != null) {
          session.receive(frame);
        }
        if (session.state() == SessionState.STREAMING && work()) {
          return;
        }
      }
    }

    /** Sends what may be sent; true when all is done. */
    private boolean work() throws IOException {
      StreamState stream = session.streamState(STREAM);
      if (stream == StreamState.START && session.credits() > 0) {
        socket.write(session.announce(STREAM, NAME, acknowledged));
      }
      while (session.streamState(STREAM) == StreamState.OPEN
          && session.credits() > 0
          && next <= produced.get()) {
        byte[] payload = Long.toString(next).getBytes(StandardCharsets.UTF_8);
        socket.write(session.message(STREAM, new MessageId(next), 0, Message.NO_BYTES, payload));
        next++;
      }
      if (stopping && session.streamState(STREAM) == StreamState.OPEN) {
        socket.write(session.endOfStream(STREAM));
      }
      return session.streamState(STREAM) == StreamState.TERMINATED;
    }

    private void read() {
      try {
        @Nullable Frame frame = socket.read();
        while (frame != null) {
          received.add(frame);
          frame = socket.read();
        }
      } catch (IOException e) {
        // A reset ends a connection as well.
      }
      received.add(END);
    }

    @Override
    public void streamOpened(StreamId stream, PointOfReference point) {
      next = point.isNever() ? 1 : point.value() + 1;
    }

    @Override
    public void acknowledged(StreamId stream, PointOfReference point) {
      acknowledged = point;
    }

    @Override
    public void restarted(String to) {
      if (!to.isEmpty()) {
        address = to;
      }
    }

    @Override
    public void streaming() {}

    @Override
    public void streamRefused(StreamId stream) {}

    @Override
    public void creditsGranted() {}

    @Override
    public void streamTerminated(StreamId stream) {}

    @Override
    public void control(TwoPhaseMessage message) {}

    @Override
    public void failed(String text) {}
  }
}
