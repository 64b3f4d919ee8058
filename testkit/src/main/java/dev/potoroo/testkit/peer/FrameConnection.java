package dev.potoroo.testkit.peer;

import dev.potoroo.protocol.frame.Frame;
import dev.potoroo.protocol.frame.FrameDecoder;
import dev.potoroo.protocol.frame.FrameEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection, as frames and as bytes. Reads block up to the time-out; the answer that does
 * not come in time is an AssertionError with the last frames that did come.
 *
 * <p>Not thread-safe, but one thread may send while another reads.
 */
public final class FrameConnection implements Closeable {

  /** How long a read waits unless told otherwise. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

  /** A length field above this is taken for garbage. */
  private static final int MAX_FRAME_LENGTH = 1 << 28;

  private final Socket socket;
  private final String localAddress;
  private final BufferedInputStream in;
  private final Transcript transcript = new Transcript();

  FrameConnection(Socket socket) {
    this.socket = socket;
    this.localAddress = socket.getLocalAddress().getHostAddress() + ":" + socket.getLocalPort();
    try {
      socket.setTcpNoDelay(true);
      in = new BufferedInputStream(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** This end's {@code host:port}, as the other end sees it; also after the connection's end. */
  public String localAddress() {
    return localAddress;
  }

  /** Writes the frames in one piece. */
  public void send(Frame... frames) {
    ByteBuf out = Unpooled.buffer();
    for (Frame frame : frames) {
      FrameEncoder.encode(frame, out);
    }
    sendBytes(ByteBufUtil.getBytes(out));
  }

  /** Writes the first half of the frame's bytes, to cut the connection in the middle of it. */
  public void sendHalf(Frame frame) {
    byte[] bytes = bytesOf(frame);
    sendBytes(Arrays.copyOf(bytes, bytes.length / 2));
  }

  /** Writes the frames one byte at a time, so that the other end sees them in many pieces. */
  public void sendByteByByte(Frame... frames) {
    for (Frame frame : frames) {
      for (byte one : bytesOf(frame)) {
        sendBytes(one);
      }
    }
  }

  /** Writes bytes as they are. */
  public void sendBytes(byte... bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      throw new AssertionError("expected to write, but " + e.getMessage() + transcript, e);
    }
  }

  /** The next frame, which has to be one of {@code type}. */
  public <F extends Frame> F expect(Class<F> type) {
    return expect(type, DEFAULT_TIMEOUT);
  }

  /** The next frame, which has to be one of {@code type} and to come within {@code timeout}. */
  public <F extends Frame> F expect(Class<F> type, Duration timeout) {
    return expect(type, type.getSimpleName() + " within " + timeout, timeout);
  }

  /** As above; {@code expected} says in a failure what the whole wait is for. */
  <F extends Frame> F expect(Class<F> type, String expected, Duration timeout) {
    Frame frame = decode(nextBytes(expected, timeout));
    if (!type.isInstance(frame)) {
      throw new AssertionError(
          "expected " + expected + ", got " + Transcript.describe(frame) + transcript);
    }
    return type.cast(frame);
  }

  /** The next frame, whichever it is. */
  public Frame next() {
    return expect(Frame.class);
  }

  /** The first frame of {@code type}; frames of other types before it are skipped. */
  public <F extends Frame> F await(Class<F> type) {
    long deadline = System.nanoTime() + DEFAULT_TIMEOUT.toNanos();
    while (true) {
      Duration left = Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
      Frame frame = decode(nextBytes(type.getSimpleName() + " within " + DEFAULT_TIMEOUT, left));
      if (type.isInstance(frame)) {
        return type.cast(frame);
      }
    }
  }

  /** The next frame as its bytes on the wire, the length included. */
  public byte[] expectBytes() {
    return nextBytes("a frame within " + DEFAULT_TIMEOUT, DEFAULT_TIMEOUT);
  }

  /** Fails when anything comes within {@code time}, the end of the connection included. */
  public void expectNothingFor(Duration time) {
    String expected = "nothing for " + time;
    switch (peek(time)) {
      case NOTHING -> {}
      case CLOSED ->
          throw new AssertionError(
              "expected " + expected + ", got the end of the connection" + transcript);
      case BYTES ->
          throw new AssertionError(
              "expected "
                  + expected
                  + ", got "
                  + Transcript.describe(decode(nextBytes(expected, time)))
                  + transcript);
    }
  }

  /** All frames until nothing comes for {@code quiet} or the connection ends. */
  public List<Frame> readUntilQuietFor(Duration quiet) {
    List<Frame> frames = new ArrayList<>();
    while (peek(quiet) == Peeked.BYTES) {
      frames.add(decode(nextBytes("the rest of a frame", DEFAULT_TIMEOUT)));
    }
    return frames;
  }

  /** The other end closes or resets the connection, and sends no frame before that. */
  public void expectClosed() {
    switch (peek(DEFAULT_TIMEOUT)) {
      case CLOSED -> {}
      case NOTHING ->
          throw new AssertionError(
              "expected the end of the connection within " + DEFAULT_TIMEOUT + transcript);
      case BYTES ->
          throw new AssertionError(
              "expected the end of the connection, got "
                  + Transcript.describe(
                      decode(nextBytes("the end of the connection", DEFAULT_TIMEOUT)))
                  + transcript);
    }
  }

  /** As {@link #expectClosed}, but frames before it are skipped. */
  public void awaitClosed() {
    while (peek(DEFAULT_TIMEOUT) == Peeked.BYTES) {
      decode(nextBytes("the rest of a frame", DEFAULT_TIMEOUT));
    }
    expectClosed();
  }

  /** Says that nothing more comes (FIN), and goes on reading. */
  public void endOutput() {
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All frames until the other end closes, which it has to do within the time-out. */
  public List<Frame> readUntilClosed() {
    List<Frame> frames = readUntilQuietFor(DEFAULT_TIMEOUT);
    expectClosed();
    return frames;
  }

  /** Closes in good order (FIN), unread bytes or not. */
  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Drops the connection (RST), as a machine does that went away and came back. */
  public void reset() {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private enum Peeked {
    BYTES,
    NOTHING,
    CLOSED
  }

  /** What there is to read, without taking any of it. */
  private Peeked peek(Duration timeout) {
    try {
      socket.setSoTimeout(millis(timeout));
      in.mark(1);
      int first = in.read();
      in.reset();
      return first < 0 ? Peeked.CLOSED : Peeked.BYTES;
    } catch (SocketTimeoutException e) {
      return Peeked.NOTHING;
    } catch (SocketException e) {
      return Peeked.CLOSED;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] nextBytes(String expected, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    byte[] length = read(Integer.BYTES, expected, deadline);
    int announced = ByteBuffer.wrap(length).getInt();
    if (announced < 1 || announced > MAX_FRAME_LENGTH) {
      throw new AssertionError(
          "expected "
              + expected
              + ", got a frame of length "
              + Integer.toUnsignedString(announced)
              + transcript);
    }
    byte[] body = read(announced, expected, deadline);
    return ByteBuffer.allocate(length.length + announced).put(length).put(body).array();
  }

  private byte[] read(int count, String expected, long deadline) {
    byte[] bytes = new byte[count];
    int done = 0;
    while (done < count) {
      try {
        socket.setSoTimeout(millis(Duration.ofNanos(deadline - System.nanoTime())));
        int n = in.read(bytes, done, count - done);
        if (n < 0) {
          throw missing(expected, "the end of the connection", done, null);
        }
        done += n;
      } catch (SocketTimeoutException e) {
        throw missing(expected, "nothing", done, e);
      } catch (IOException e) {
        throw missing(expected, String.valueOf(e.getMessage()), done, e);
      }
    }
    return bytes;
  }

  private AssertionError missing(
      String expected, String got, int partial, @Nullable IOException cause) {
    return new AssertionError(
        "expected "
            + expected
            + ", got "
            + got
            + (partial == 0 ? "" : " after " + partial + " bytes of a frame")
            + transcript,
        cause);
  }

  private Frame decode(byte[] bytes) {
    EmbeddedChannel decoder = new EmbeddedChannel(new FrameDecoder(MAX_FRAME_LENGTH));
    try {
      decoder.writeInbound(Unpooled.wrappedBuffer(bytes));
      Frame frame = decoder.readInbound();
      transcript.add(frame);
      return frame;
    } finally {
      decoder.finishAndReleaseAll();
    }
  }

  private static byte[] bytesOf(Frame frame) {
    ByteBuf out = Unpooled.buffer();
    FrameEncoder.encode(frame, out);
    return ByteBufUtil.getBytes(out);
  }

  /** A socket's time-out of 0 would mean to wait for ever. */
  private static int millis(Duration timeout) {
    return (int) Math.max(1, timeout.toMillis());
  }
}
