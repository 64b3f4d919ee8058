package dev.potoroo.benchmarks.database;

import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.Frame;
import dev.potoroo.protocol.frame.FrameDecoder;
import dev.potoroo.protocol.frame.FrameEncoder;
import dev.potoroo.protocol.frame.Message;
import dev.potoroo.protocol.session.ProtocolVersion;
import dev.potoroo.protocol.session.SenderSession;
import dev.potoroo.protocol.twophase.TwoPhaseMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.net.Socket;

/**
 * An application towards a sink, cut down to one thread and one stream: it sends what credits
 * allow, and reads only when they are used up.
 */
final class SinkFeed implements SenderSession.Listener, AutoCloseable {
  private static final int WRITE_SIZE = 64 * 1024;

  private final SenderSession session = new SenderSession(ProtocolVersion.SINK_DIRECT, this);
  private final EmbeddedChannel decoder =
      new EmbeddedChannel(new FrameDecoder(FrameDecoder.DEFAULT_MAX_FRAME_LENGTH));
  private final ByteBuf out = Unpooled.buffer(2 * WRITE_SIZE);
  private final byte[] in = new byte[WRITE_SIZE];
  private final Socket socket;
  private final StreamId stream;
  private PointOfReference acknowledged = PointOfReference.NEVER;
  private boolean open;

  /**
   * Dials, greets and opens a stream.
   *
   * @param name of the stream, one that the sink does not know
   */
  SinkFeed(String host, int port, String name) throws IOException {
    socket = new Socket(host, port);
    socket.setTcpNoDelay(true);
    stream = StreamId.of(name);
    write(session.hello("", "benchmark", "benchmark"));
    while (session.credits() == 0) {
      receive();
    }
    write(session.announce(stream, name, PointOfReference.NEVER));
    while (!open) {
      receive();
    }
  }

  /** Sends the alerts of those transactions, and waits until the sink has acknowledged them. */
  void send(long first, long last) throws IOException {
    for (long id = first; id <= last; id++) {
      while (session.credits() == 0) {
        receive();
      }
      write(
          session.message(stream, new MessageId(id), 0, Message.NO_BYTES, AlertLog.alertBytes(id)));
    }
    while (!acknowledged.covers(new MessageId(last))) {
      receive();
    }
  }

  private void write(Frame frame) throws IOException {
    FrameEncoder.encode(frame, out);
    if (out.readableBytes() >= WRITE_SIZE) {
      flush();
    }
  }

  private void flush() throws IOException {
    out.readBytes(socket.getOutputStream(), out.readableBytes());
    out.clear();
  }

  private void receive() throws IOException {
    flush();
    int length = socket.getInputStream().read(in);
    if (length < 0) {
      throw new IOException("the sink has closed the connection");
    }
    decoder.writeInbound(Unpooled.wrappedBuffer(in, 0, length).copy());
    for (Frame frame = decoder.readInbound(); frame != null; frame = decoder.readInbound()) {
      session.receive(frame);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  @Override
  public void streaming() {
    // Its credits show.
  }

  @Override
  public void streamOpened(StreamId opened, PointOfReference point) {
    open = true;
  }

  @Override
  public void streamRefused(StreamId refused) {
    throw new IllegalStateException("the sink refuses stream " + refused);
  }

  @Override
  public void acknowledged(StreamId of, PointOfReference point) {
    acknowledged = point;
  }

  @Override
  public void creditsGranted() {
    // Looked at before each message.
  }

  @Override
  public void streamTerminated(StreamId terminated) {
    // It is never ended.
  }

  @Override
  public void control(TwoPhaseMessage message) {
    throw new IllegalStateException("no stream 0 in direct delivery: " + message.type());
  }

  @Override
  public void restarted(String address) {
    throw new IllegalStateException("the sink asks for a restart");
  }

  @Override
  public void failed(String text) {
    throw new IllegalStateException("the sink has given up: " + text);
  }
}
