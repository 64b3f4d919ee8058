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
import java.util.concurrent.atomic.AtomicLong;
import jdk.net.ExtendedSocketOptions;

/**
 * A socket that tells whether a thread waits in it for the server, for as long as the server likes.
 * A read with a time-out, as that for notifications, is not such a wait.
 *
 * <p>The driver asks whether something has come by reading for a millisecond. After each
 * notification it asks so for another, and where they come once in a millisecond it collects them
 * for ever. The question is answered at once here (docs/decisions/0012-no-wait-to-look.md).
 */
final class WatchedSocket extends Socket {

  /** As for connections between connectors: a dead machine is found in two minutes. */
  private static final int KEEP_ALIVE_IDLE_SECONDS = 60;

  private static final int KEEP_ALIVE_INTERVAL_SECONDS = 15;
  private static final int KEEP_ALIVE_PROBES = 4;

  /** Milliseconds for which pgjdbc reads when it only wants to know whether there is something. */
  private static final int LOOK = 1;

  private final boolean looksAtOnce;
  private final Runnable closed;

  /** Grows with the begin and the end of each wait, so that it is odd during one. */
  private final AtomicLong waits = new AtomicLong();

  /**
   * @param looksAtOnce whether a read for a millisecond does not wait
   * @param closed is called with each {@link #close}
   */
  WatchedSocket(boolean looksAtOnce, Runnable closed) {
    this.looksAtOnce = looksAtOnce;
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
        int timeout = getSoTimeout();
        if (timeout == LOOK && looksAtOnce && in.available() == 0) {
          throw new SocketTimeoutException("nothing has come");
        }
        if (timeout != 0) {
          return in.read(bytes, offset, length);
        }
        waits.incrementAndGet();
        try {
          return in.read(bytes, offset, length);
        } finally {
          waits.incrementAndGet();
        }
      }
    };
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
