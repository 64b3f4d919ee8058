package dev.potoroo.protocol.session;

import static dev.potoroo.protocol.session.ProtocolVersion.SINK_DIRECT;
import static dev.potoroo.protocol.session.ProtocolVersion.SOURCE;
import static dev.potoroo.protocol.session.SessionState.CONNECTED;
import static dev.potoroo.protocol.session.SessionState.DISCONNECTED;
import static dev.potoroo.protocol.session.SessionState.ERROR;
import static dev.potoroo.protocol.session.SessionState.HANDSHAKE;
import static dev.potoroo.protocol.session.SessionState.STREAMING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.ProtocolException;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.Ack;
import dev.potoroo.protocol.frame.EndOfStream;
import dev.potoroo.protocol.frame.ErrorFrame;
import dev.potoroo.protocol.frame.Frame;
import dev.potoroo.protocol.frame.Hello;
import dev.potoroo.protocol.frame.Message;
import dev.potoroo.protocol.frame.Notify;
import dev.potoroo.protocol.frame.NotifyAck;
import dev.potoroo.protocol.frame.Ok;
import dev.potoroo.protocol.frame.Restart;
import dev.potoroo.protocol.session.ReceiverSession.Limits;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ReceiverHandshakeTest {

  private static final StreamId STREAM = new StreamId(258);
  private static final Hello HELLO = new Hello("0.0.1", "ck", "program", "instance");

  private final RecordingReceiver told = new RecordingReceiver();
  private final ReceiverSession session =
      new ReceiverSession(Set.of(SOURCE, SINK_DIRECT), "ck", new Limits(10, 8, 2), told);

  @Test
  void waitsForHello() {
    assertThat(session.state()).isEqualTo(CONNECTED);
    assertThatThrownBy(session::accept)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("session is CONNECTED, expected HANDSHAKE");
  }

  @Test
  void isAcceptedWhenTheApplicationIsReady() {
    session.receive(HELLO);
    assertThat(told.calls()).containsExactly("greeted by instance with SOURCE");
    assertThat(session.state()).isEqualTo(HANDSHAKE);

    Ok ok = session.accept();

    assertThat(ok).isEqualTo(new Ok(10));
    assertThat(session.state()).isEqualTo(STREAMING);
  }

  static Stream<Frame> framesThatAreNoGreeting() {
    return Stream.of(
        new Notify(STREAM, "s1", PointOfReference.NEVER),
        new Message(STREAM, new MessageId(1), 0, Message.NO_BYTES, Message.NO_BYTES),
        new EndOfStream(STREAM));
  }

  @ParameterizedTest
  @MethodSource("framesThatAreNoGreeting")
  void refusesAnythingBeforeHello(Frame frame) {
    assertThatThrownBy(() -> session.receive(frame))
        .isInstanceOf(ProtocolException.class)
        .hasMessage(
            "Unexpected frame: %s in session state CONNECTED, before HELLO"
                .formatted(frame.type()));
    assertThat(session.state()).isEqualTo(ERROR);
  }

  @ParameterizedTest
  @MethodSource("framesThatAreNoGreeting")
  void refusesAnythingBetweenHelloAndOk(Frame frame) {
    session.receive(HELLO);

    assertThatThrownBy(() -> session.receive(frame))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("Unexpected frame: %s in session state HANDSHAKE".formatted(frame.type()));
  }

  static Stream<Frame> framesOfItsOwnEnd() {
    return Stream.of(
        new Ok(1),
        new NotifyAck(true, STREAM, PointOfReference.NEVER),
        new Ack(1, List.of()),
        new Restart(""));
  }

  @ParameterizedTest
  @MethodSource("framesOfItsOwnEnd")
  void refusesTheFramesThatOnlyItMaySend(Frame frame) {
    session.receive(HELLO);
    session.accept();

    assertThatThrownBy(() -> session.receive(frame))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("Unexpected frame: %s in session state STREAMING".formatted(frame.type()));
  }

  @Test
  void refusesASecondHello() {
    session.receive(HELLO);
    session.accept();

    assertThatThrownBy(() -> session.receive(HELLO))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("Unexpected frame: HELLO in session state STREAMING");
  }

  @ParameterizedTest
  @CsvSource({"9.9.9, ck, Unknown protocol version", "0.0.1, no, Bad cookie"})
  void isOverAfterABadHello(String version, String cookie, String reason) {
    assertThatThrownBy(() -> session.receive(new Hello(version, cookie, "", "")))
        .isInstanceOf(ProtocolException.class)
        .hasMessageStartingWith(reason);

    assertThat(session.state()).isEqualTo(ERROR);
    session.receive(HELLO);
    assertThat(told.calls()).isEmpty();
  }

  @Test
  void ignoresWhatComesAfterAnErrorOfEitherEnd() {
    session.receive(HELLO);
    session.accept();

    session.receive(new ErrorFrame("why"));
    session.receive(new Notify(STREAM, "s1", PointOfReference.NEVER));
    session.receive(new Restart(""));

    assertThat(told.calls()).endsWith("failed: why");
    assertThat(session.state()).isEqualTo(ERROR);
  }

  @Test
  void ignoresWhatComesAfterARestart() {
    session.receive(HELLO);
    session.accept();

    assertThat(session.restart("host:1")).isEqualTo(new Restart("host:1"));
    session.receive(HELLO);

    assertThat(session.state()).isEqualTo(DISCONNECTED);
    assertThat(told.calls()).containsExactly("greeted by instance with SOURCE");
  }

  @Test
  void staysDisconnectedWhateverIsStillSaid() {
    session.disconnected();

    ErrorFrame lastWord = session.error("too late");

    assertThat(lastWord.text()).isEqualTo("too late");
    assertThat(session.state()).isEqualTo(DISCONNECTED);
    assertThat(session.takeAck(true)).isNull();
  }

  @Test
  void isOverAfterAnExceptionOfItsListener() {
    IllegalStateException broken = new IllegalStateException("broken");
    told.failWith(broken);

    assertThatThrownBy(() -> session.receive(HELLO)).isSameAs(broken);

    assertThat(session.state()).isEqualTo(ERROR);
    assertThatThrownBy(session::accept).isInstanceOf(IllegalStateException.class);
  }
}
