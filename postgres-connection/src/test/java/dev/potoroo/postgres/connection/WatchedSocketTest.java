package dev.potoroo.postgres.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.potoroo.postgres.connection.WatchedSocket.Look;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How long the driver's look takes, which is a read for a millisecond. */
final class WatchedSocketTest {
  private static final Duration QUIET = Duration.ofMillis(20);

  /** The scheduler may be late with one; not with all. */
  private static final int TRIES = 5;

  private static final Duration PATIENCE = Duration.ofMillis(50);

  /** Both ends of a connection, with the driver's time-out. */
  private record Pair(WatchedSocket client, Socket server) implements AutoCloseable {

    static Pair connect(Look look) throws IOException {
      WatchedSocket client = new WatchedSocket(look, () -> {});
      try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        client.connect(listener.getLocalSocketAddress(), 0);
        client.setSoTimeout(1);
        return new Pair(client, listener.accept());
      }
    }

    void send(int value) throws IOException {
      server.getOutputStream().write(value);
    }

    int read() throws IOException {
      return client.getInputStream().read();
    }

    void lookInVain() {
      assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(this::read);
    }

    /** Looks again and again, as the driver does. */
    int lookUntilThere() {
      try {
        while (true) {
          try {
            return read();
          } catch (SocketTimeoutException e) {
            // Once more.
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** How long it takes to find nothing. */
    Duration timeToLookInVain() {
      long began = System.nanoTime();
      lookInVain();
      return since(began);
    }

    @Override
    public void close() throws IOException {
      client.close();
      server.close();
    }
  }

  @Test
  void looksAtOnceForNotifications() throws Exception {
    try (Pair pair = Pair.connect(Look.AT_ONCE)) {
      int looks = 1000;
      long began = System.nanoTime();

      for (int i = 0; i < looks; i++) {
        pair.lookInVain();
      }

      assertThat(since(began)).isLessThan(Duration.ofMillis(looks / 2));
    }
  }

  @Test
  void isPatientWithTheLogOnlyAfterASilence() throws Exception {
    Duration firstLook = Duration.ofDays(1);
    Duration lookInSilence = Duration.ofDays(1);
    Duration lookAfterAByte = Duration.ofDays(1);
    for (int i = 0; i < TRIES; i++) {
      try (Pair pair = Pair.connect(Look.PATIENT)) {
        firstLook = shorter(firstLook, pair.timeToLookInVain());
        awaitSilence();
        lookInSilence = shorter(lookInSilence, pair.timeToLookInVain());
        pair.send(1);
        assertThat(pair.lookUntilThere()).isEqualTo(1);
        lookAfterAByte = shorter(lookAfterAByte, pair.timeToLookInVain());
      }
    }

    assertThat(lookInSilence).isGreaterThanOrEqualTo(PATIENCE);
    assertThat(firstLook).isLessThan(PATIENCE);
    assertThat(lookAfterAByte).isLessThan(PATIENCE);
  }

  @Test
  void endsAPatientLookWhenSomethingComes() throws Exception {
    try (Pair pair = Pair.connect(Look.PATIENT)) {
      Duration enough = PATIENCE.dividedBy(2);
      Duration shortest = PATIENCE;

      for (int i = 0; i < TRIES && shortest.compareTo(enough) >= 0; i++) {
        awaitSilence();
        CompletableFuture<Integer> read = CompletableFuture.supplyAsync(pair::lookUntilThere);
        long began = System.nanoTime();
        pair.send(7);
        assertThat(read.get(10, TimeUnit.SECONDS)).isEqualTo(7);
        shortest = shorter(shortest, since(began));
      }

      assertThat(shortest).isLessThan(enough);
    }
  }

  @Test
  void leavesTheTimeOutAsItWas() throws Exception {
    try (Pair pair = Pair.connect(Look.PATIENT)) {
      awaitSilence();

      pair.lookInVain();

      assertThat(pair.client().getSoTimeout()).isEqualTo(1);
    }
  }

  /** Silence is a time that has to pass: there is nothing else to wait for. */
  private static void awaitSilence() throws InterruptedException {
    Thread.sleep(QUIET.plusMillis(1).toMillis());
  }

  private static Duration since(long nanoTime) {
    return Duration.ofNanos(System.nanoTime() - nanoTime);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
