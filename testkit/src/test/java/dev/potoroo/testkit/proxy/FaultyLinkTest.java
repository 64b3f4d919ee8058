package dev.potoroo.testkit.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class FaultyLinkTest {

  /** A length of 4, then 4 bytes: half of the frame are the length field's. */
  private static final byte[] FRAME = {0, 0, 0, 4, 'a', 'b', 'c', 'd'};

  private static final int QUIET_MILLIS = 100;
  private static final int PATIENCE_MILLIS = 10_000;

  private ServerSocket listener;
  private FaultyLink link;
  private Socket client;
  private Socket server;

  @BeforeEach
  void connect() throws IOException {
    listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    link = FaultyLink.to("127.0.0.1", listener.getLocalPort());
    client = dial();
    server = listener.accept();
    server.setSoTimeout(PATIENCE_MILLIS);
    await().until(() -> link.connections() == 1);
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    server.close();
    link.close();
    listener.close();
  }

  @ParameterizedTest
  @EnumSource
  void passesBytesOn(Direction direction) throws IOException {
    from(direction).getOutputStream().write(FRAME);

    assertThat(to(direction).getInputStream().readNBytes(FRAME.length)).isEqualTo(FRAME);
  }

  @Test
  void tellsThatOneHalfIsClosedAndKeepsTheOtherOpen() throws IOException {
    client.getOutputStream().write(FRAME);
    client.shutdownOutput();

    assertThat(server.getInputStream().readAllBytes()).isEqualTo(FRAME);
    server.getOutputStream().write(FRAME);
    server.shutdownOutput();
    assertThat(client.getInputStream().readAllBytes()).isEqualTo(FRAME);
    await().until(() -> link.connections() == 0);
  }

  @Test
  void cutsAtBothEndsAndTakesTheNext() throws IOException {
    link.cut();

    assertThat(client.getInputStream().read()).isEqualTo(-1);
    assertThat(server.getInputStream().read()).isEqualTo(-1);
    try (Socket next = dial();
        Socket accepted = listener.accept()) {
      next.getOutputStream().write(FRAME);
      assertThat(accepted.getInputStream().readNBytes(FRAME.length)).isEqualTo(FRAME);
    }
  }

  @Test
  void resetsAtBothEnds() {
    link.reset();

    assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
    assertThatThrownBy(() -> server.getInputStream().read()).isInstanceOf(SocketException.class);
  }

  @Test
  void resetsWhoeverDialsWhileTheServerIsNotThere() throws IOException {
    listener.close();

    try (Socket next = dial()) {
      assertThatThrownBy(() -> next.getInputStream().read()).isInstanceOf(SocketException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void holdsUpEachPieceUntilHealed(Direction direction) throws IOException {
    link.delay(Duration.ofHours(1));
    from(direction).getOutputStream().write(FRAME);
    assertQuiet(to(direction));

    link.heal();
    assertThat(to(direction).getInputStream().readNBytes(FRAME.length)).isEqualTo(FRAME);
  }

  @Test
  void letsAPieceGoAfterItsDelay() throws IOException {
    link.delay(Duration.ofMillis(200));
    long before = System.nanoTime();

    client.getOutputStream().write(FRAME);

    assertThat(server.getInputStream().readNBytes(FRAME.length)).isEqualTo(FRAME);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(190));
  }

  @Test
  void movesNothingInABlackHoleAndLosesNothingOnceHealed() throws IOException {
    link.blackhole();
    client.getOutputStream().write(FRAME);
    client.shutdownOutput();
    assertQuiet(server);

    link.heal();
    assertThat(server.getInputStream().readAllBytes()).isEqualTo(FRAME);
  }

  @Test
  void cutsOutOfABlackHole() throws IOException {
    link.blackhole();
    client.getOutputStream().write(FRAME);
    assertQuiet(server);

    link.cut();
    assertThat(server.getInputStream().readAllBytes()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void passesNothingOnASilentConnectionUntilAnEndClosesIt(Direction direction) throws IOException {
    Future<Void> noticed = link.silence();

    from(direction).getOutputStream().write(FRAME);
    assertQuiet(to(direction));
    assertThat(noticed).isNotDone();
    from(direction).close();

    assertThat(noticed).succeedsWithin(Duration.ofMillis(PATIENCE_MILLIS));
    assertThat(to(direction).getInputStream().readAllBytes()).isEmpty();
  }

  @Test
  void takesNewConnectionsBesideASilentOne() throws IOException {
    link.silence();

    try (Socket next = dial();
        Socket accepted = listener.accept()) {
      next.getOutputStream().write(FRAME);

      assertThat(accepted.getInputStream().readNBytes(FRAME.length)).isEqualTo(FRAME);
    }
  }

  @ParameterizedTest
  @EnumSource
  void cutsInTheMiddleOfTheNextFrame(Direction direction) throws IOException {
    link.cutWithinNextFrame(direction);

    from(direction).getOutputStream().write(FRAME);

    assertThat(to(direction).getInputStream().readAllBytes()).containsExactly(0, 0, 0, 4);
    assertThat(from(direction).getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void cutsInTheMiddleOfTheNextPieceForAForeignServer() throws IOException {
    try (FaultyLink foreign = FaultyLink.toForeign("127.0.0.1", listener.getLocalPort());
        Socket foreignClient = new Socket(InetAddress.getLoopbackAddress(), foreign.port());
        Socket foreignServer = listener.accept()) {
      foreign.cutWithinNextFrame(Direction.TO_CLIENT);

      foreignServer.getOutputStream().write(new byte[] {'N'});
      assertThat(foreignClient.getInputStream().read()).isEqualTo('N');
      foreignServer.getOutputStream().write(new byte[] {'R', 0, 0, 0, 8, 0, 0, 0, 0});

      assertThat(foreignClient.getInputStream().readAllBytes()).containsExactly('R', 0, 0, 0);
    }
  }

  @Test
  void findsTheMiddleOfAFrameThatComesInTwoPieces() throws IOException {
    client.getOutputStream().write(new byte[] {0, 0, 0, 8, 1, 2});
    assertThat(server.getInputStream().readNBytes(6)).containsExactly(0, 0, 0, 8, 1, 2);
    link.cutWithinNextFrame(Direction.TO_SERVER);

    // The rest of that frame, of which half is out already, then a whole one.
    client.getOutputStream().write(new byte[] {3, 4, 5, 6, 7, 8, 0, 0, 0, 6, 1, 2, 3, 4, 5, 6});

    assertThat(server.getInputStream().readAllBytes())
        .containsExactly(3, 4, 5, 6, 7, 8, 0, 0, 0, 6, 1);
  }

  private Socket dial() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), link.port());
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  private Socket from(Direction direction) {
    return direction == Direction.TO_SERVER ? client : server;
  }

  private Socket to(Direction direction) {
    return direction == Direction.TO_SERVER ? server : client;
  }

  private static void assertQuiet(Socket socket) throws IOException {
    socket.setSoTimeout(QUIET_MILLIS);
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    socket.setSoTimeout(PATIENCE_MILLIS);
  }
}
