package dev.potoroo.postgres.connection;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import jdk.net.ExtendedSocketOptions;

/**
 * A socket that tells whether a thread waits in it for the server, for as long as the server likes.
 * A read with a time-out, as that for notifications, is not such a wait.
 *
 * <p>The driver asks whether something has come by reading for a millisecond. How long that takes
 * here is a matter of the connection: see {@link Look} and docs/decisions/0012-the-drivers-look.md.
 */
final class WatchedSocket extends Socket {

  /** As for connections between connectors: a dead machine is found in two minutes. */
  private static final int KEEP_ALIVE_IDLE_SECONDS = 60;

  private static final int KEEP_ALIVE_INTERVAL_SECONDS = 15;
  private static final int KEEP_ALIVE_PROBES = 4;

  /** Milliseconds for which pgjdbc reads when it only wants to know whether there is something. */
  private static final int LOOK = 1;

  /** After so long without a byte a patient look is longer: what came together is all there. */
  private static final Duration QUIET = Duration.ofMillis(20);

  /** What a patient look takes then, in milliseconds, where nothing comes. */
  private static final int PATIENCE = 50;

  /** What becomes of a read for a millisecond that finds nothing. */
  enum Look {
    /**
     * It fails at once. For notifications: after each the driver looks for another, and where they
     * come once in a millisecond it would collect them for ever.
     */
    AT_ONCE,
    /**
     * It waits, and for {@value #PATIENCE} ms after a silence. For the log: the driver has no other
     * way to wait for it, and this ends when something comes.
     */
    PATIENT
  }

  /** The driver takes it for its answer, hundreds of times a second: nobody sees its stack. */
  private static final class NothingHasCome extends SocketTimeoutException {
    private static final long serialVersionUID = 1;

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }

  private final Look look;
  private final Runnable closed;
  private volatile long heardNanos = System.nanoTime();

  /** Grows with the begin and the end of each wait, so that it is odd during one. */
  private final AtomicLong waits = new AtomicLong();

  /**
   * @param closed is called with each {@link #close}
   */
  WatchedSocket(Look look, Runnable closed) {
    this.look = look;
    this.closed = closed;
  }

  /** The number of the wait that is going on; 0 for none. From any thread. */
  long currentWait() {
    long current = waits.get();
    return (current & 1) == 1 ? current : 0;
  }

  @Override
  public void connect(SocketAddress address, int timeoutMillis) throws IOException {
    super.connect(address, timeoutMillis);
    set(ExtendedSocketOptions.TCP_KEEPIDLE, KEEP_ALIVE_IDLE_SECONDS);
    set(ExtendedSocketOptions.TCP_KEEPINTERVAL, KEEP_ALIVE_INTERVAL_SECONDS);
    set(ExtendedSocketOptions.TCP_KEEPCOUNT, KEEP_ALIVE_PROBES);
  }

  /** These count only where the driver switches keep-alive on. */
  private void set(SocketOption<Integer> option, int value) throws IOException {
    if (supportedOptions().contains(option)) {
      setOption(option, value);
    }
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new FilterInputStream(super.getInputStream()) {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        int read =
            switch (getSoTimeout()) {
              case LOOK -> look(in, bytes, offset, length);
              case 0 -> await(in, bytes, offset, length);
              default -> in.read(bytes, offset, length);
            };
        heardNanos = System.nanoTime();
        return read;
      }
    };
  }

  private int look(InputStream in, byte[] bytes, int offset, int length) throws IOException {
    if (look == Look.AT_ONCE && in.available() == 0) {
      throw new NothingHasCome();
    }
    if (look == Look.AT_ONCE || System.nanoTime() - heardNanos < QUIET.toNanos()) {
      return in.read(bytes, offset, length);
    }
    setSoTimeout(PATIENCE);
    try {
      return in.read(bytes, offset, length);
    } finally {
      setSoTimeout(LOOK);
    }
  }

  private int await(InputStream in, byte[] bytes, int offset, int length) throws IOException {
    waits.incrementAndGet();
    try {
      return in.read(bytes, offset, length);
    } finally {
      waits.incrementAndGet();
    }
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return new FilterOutputStream(super.getOutputStream()) {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        waits.incrementAndGet();
        try {
          out.write(bytes, offset, length);
        } finally {
          waits.incrementAndGet();
        }
      }
    };
  }

  @Override
  public synchronized void close() throws IOException {
    super.close();
    closed.run();
  }
}
