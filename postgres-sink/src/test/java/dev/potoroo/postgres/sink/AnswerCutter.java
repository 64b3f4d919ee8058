package dev.potoroo.postgres.sink;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands between a sink and its server, and passes everything on; once told to, it swallows the
 * server's next answer and cuts the connection, so that a commit happens and nobody hears of it. It
 * can do something between any two requests, too.
 */
final class AnswerCutter implements AutoCloseable {
  private final ServerSocket listener;
  private final String host;
  private final int port;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private volatile boolean cutting;
  private int requestsLeft = Integer.MAX_VALUE;
  private Runnable atRequest = () -> {};

  AnswerCutter(String host, int port) throws IOException {
    this.host = host;
    this.port = port;
    this.listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  void cutTheNextAnswer() {
    cutting = true;
  }

  /** From now on nothing happens. */
  synchronized void passOn() {
    cutting = false;
    requestsLeft = Integer.MAX_VALUE;
  }

  /**
   * Does something when the client has sent that many requests from now on, before the server gets
   * the last of them.
   */
  synchronized void beforeRequest(int number, Runnable action) {
    requestsLeft = number;
    atRequest = action;
  }

  /** Whether it has been done. */
  synchronized boolean isReached() {
    return requestsLeft <= 0;
  }

  private synchronized void countRequest() {
    if (--requestsLeft == 0) {
      atRequest.run();
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Socket server = new Socket(host, port);
        threads.execute(() -> copy(client, server, false));
        threads.execute(() -> copy(server, client, true));
      } catch (IOException e) {
        if (!listener.isClosed()) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  /** Until either end is gone. */
  private void copy(Socket from, Socket to, boolean answers) {
    byte[] bytes = new byte[1 << 16];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
        if (answers && cutting) {
          return;
        }
        if (!answers) {
          countRequest();
        }
        out.write(bytes, 0, read);
      }
    } catch (IOException e) {
      // The other direction has closed both sockets.
      return;
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    threads.shutdownNow();
  }
}
