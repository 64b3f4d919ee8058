package dev.potoroo.postgres.connection.doctor;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.potoroo.testkit.postgres.PostgresServer;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingDeque;

/**
 * A pooler in transaction mode, as far as it takes to be one: a client has a backend of the server
 * from the first message of a transaction to its last, and is told a process id of the pooler's
 * own. Backends are made when none is free, as the superuser, who needs no password.
 *
 * <p>Source: PostgreSQL manual, "Frontend/Backend Protocol".
 */
final class TransactionPooler implements AutoCloseable {
  private static final int SSL_REQUEST = 80877103;
  private static final int PROTOCOL_3_0 = 3 << 16;

  private final PostgresServer server;
  private final String database;
  private final ServerSocket listener;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final BlockingDeque<Backend> free = new LinkedBlockingDeque<>();

  TransactionPooler(PostgresServer server, String database) throws IOException {
    this.server = server;
    this.database = database;
    this.listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** One connection to the server, and all that it said before it was ready. */
  private record Backend(
      Socket socket, DataInputStream in, DataOutputStream out, byte[] parameters) {}

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        threads.execute(() -> serve(client));
      }
    } catch (SocketException e) {
      // Closed.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void serve(Socket client) {
    try (client) {
      DataInputStream in = new DataInputStream(client.getInputStream());
      DataOutputStream out = new DataOutputStream(client.getOutputStream());
      greet(in, out);
      while (serveTransaction(in, out)) {
        // The next one may have another backend.
      }
    } catch (SocketException | EOFException e) {
      // The client, or the test, is done.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void greet(DataInputStream in, DataOutputStream out) throws IOException {
    while (true) {
      byte[] request = in.readNBytes(in.readInt() - Integer.BYTES);
      if (ByteBuffer.wrap(request).getInt() != SSL_REQUEST) {
        break;
      }
      out.write('N');
    }
    Backend backend = take();
    out.write('R'); // AuthenticationOk
    out.writeInt(8);
    out.writeInt(0);
    out.write(backend.parameters());
    out.write('K'); // BackendKeyData: a process id and a secret of our own
    out.writeInt(12);
    out.writeInt(1);
    out.writeInt(2);
    out.write(new byte[] {'Z', 0, 0, 0, 5, 'I'}); // ReadyForQuery, idle
    out.flush();
    free.addFirst(backend);
  }

  /**
   * @return false when the client has said goodbye
   */
  private boolean serveTransaction(DataInputStream in, DataOutputStream out) throws IOException {
    int type = in.readByte();
    if (type == 'X') { // Terminate
      return false;
    }
    Backend backend = take();
    byte status = 0;
    while (status != 'I') {
      forward(type, in, backend.out());
      // A simple query and a Sync are answered up to ReadyForQuery; other messages may wait.
      if (type == 'Q' || type == 'S') {
        backend.out().flush();
        status = answer(backend.in(), out);
      }
      if (status != 'I') {
        type = in.readByte();
      }
    }
    free.addFirst(backend);
    return true;
  }

  private static byte answer(DataInputStream in, DataOutputStream out) throws IOException {
    while (true) {
      int type = in.readByte();
      byte[] body = in.readNBytes(in.readInt() - Integer.BYTES);
      write(type, body, out);
      if (type == 'Z') {
        out.flush();
        return body[0];
      }
    }
  }

  private static void forward(int type, DataInputStream in, DataOutputStream out)
      throws IOException {
    write(type, in.readNBytes(in.readInt() - Integer.BYTES), out);
  }

  private static void write(int type, byte[] body, DataOutputStream out) throws IOException {
    out.write(type);
    out.writeInt(body.length + Integer.BYTES);
    out.write(body);
  }

  private Backend take() throws IOException {
    Backend idle = free.pollFirst();
    return idle == null ? connect() : idle;
  }

  private Backend connect() throws IOException {
    Socket socket = new Socket(server.host(), server.port());
    DataInputStream in = new DataInputStream(socket.getInputStream());
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    byte[] names =
        "user\0%s\0database\0%s\0\0"
            .formatted(server.superuser().name(), database)
            .getBytes(US_ASCII);
    out.writeInt(names.length + 2 * Integer.BYTES);
    out.writeInt(PROTOCOL_3_0);
    out.write(names);
    out.flush();
    return new Backend(socket, in, out, parametersUntilReady(in));
  }

  /** The ParameterStatus messages as they came. */
  private static byte[] parametersUntilReady(DataInputStream in) throws IOException {
    ByteArrayOutputStream parameters = new ByteArrayOutputStream();
    while (true) {
      int type = in.readByte();
      byte[] body = in.readNBytes(in.readInt() - Integer.BYTES);
      switch (type) {
        case 'S' -> write(type, body, new DataOutputStream(parameters));
        case 'Z' -> {
          return parameters.toByteArray();
        }
        case 'E' -> throw new IOException(new String(body, US_ASCII));
        default -> {
          // Authentication and BackendKeyData.
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    threads.shutdownNow();
    for (Backend backend = free.poll(); backend != null; backend = free.poll()) {
      backend.socket().close();
    }
  }
}
