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
 * server's next answer and cuts the connection, so that a commit happens and nobody hears of it.
 */
final class AnswerCutter implements AutoCloseable {
  private final ServerSocket listener;
  private final String host;
  private final int port;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private volatile boolean cutting;

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

  void passOn() {
    cutting = false;
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
