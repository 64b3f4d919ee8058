package dev.potoroo.protocol.session;

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
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SenderHandshakeTest {

  private static final StreamId STREAM = new StreamId(258);
  private static final PointOfReference NEVER = PointOfReference.NEVER;

  private final RecordingSender told = new RecordingSender();
  private final SenderSession session = new SenderSession(SOURCE, told);

  @ParameterizedTest
  @EnumSource
  void saysItsVersion(ProtocolVersion version) {
    SenderSession any = new SenderSession(version, told);

    assertThat(any.hello("ck", "p", "i")).isEqualTo(new Hello(version.text(), "ck", "p", "i"));
    assertThat(any.state()).isEqualTo(HANDSHAKE);
  }

  @Test
  void beginsWithOk() {
    session.hello("ck", "p", "i");

    session.receive(new Ok(10));

    assertThat(told.calls()).containsExactly("streaming", "credits");
    assertThat(session.state()).isEqualTo(STREAMING);
    assertThat(session.credits()).isEqualTo(10);
  }

  @Test
  void addsTheCreditsOfASecondOk() {
    session.hello("ck", "p", "i");
    session.receive(new Ok(10));
    told.calls();

    session.receive(new Ok(5));

    assertThat(told.calls()).containsExactly("credits");
    assertThat(session.credits()).isEqualTo(15);
  }

  @Test
  void saysHelloOnce() {
    session.hello("ck", "p", "i");

    assertThatThrownBy(() -> session.hello("ck", "p", "i"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("session is HANDSHAKE, expected CONNECTED");
  }

  @Test
  void sendsNothingBeforeOk() {
    session.hello("ck", "p", "i");

    assertThat(session.credits()).isZero();
    assertThatThrownBy(() -> session.announce(STREAM, "s1", NEVER))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("session is HANDSHAKE, expected STREAMING");
    assertThatThrownBy(
            () -> session.message(STREAM, new MessageId(1), 0, Message.NO_BYTES, Message.NO_BYTES))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> session.endOfStream(STREAM)).isInstanceOf(IllegalStateException.class);
  }

  static Stream<Frame> framesThatComeLater() {
    return Stream.of(
        new NotifyAck(true, STREAM, NEVER),
        new Ack(1, List.of()),
        new Message(StreamId.CONTROL, new MessageId(0), 0, Message.NO_BYTES, Message.NO_BYTES));
  }

  @ParameterizedTest
  @MethodSource("framesThatComeLater")
  void refusesTheseBeforeOk(Frame frame) {
    session.hello("ck", "p", "i");

    assertThatThrownBy(() -> session.receive(frame))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("Unexpected frame: %s in session state HANDSHAKE".formatted(frame.type()));
    assertThat(session.state()).isEqualTo(ERROR);
  }

  static Stream<Frame> framesOfItsOwnEnd() {
    return Stream.of(
        new Hello("0.0.1", "", "", ""), new Notify(STREAM, "s1", NEVER), new EndOfStream(STREAM));
  }

  @ParameterizedTest
  @MethodSource("framesOfItsOwnEnd")
  void refusesTheFramesThatOnlyItMaySend(Frame frame) {
    session.hello("ck", "p", "i");
    session.receive(new Ok(10));

    assertThatThrownBy(() -> session.receive(frame))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("Unexpected frame: %s in session state STREAMING".formatted(frame.type()));
  }

  @Test
  void refusesAnOkThatNobodyAskedFor() {
    assertThat(session.state()).isEqualTo(CONNECTED);

    assertThatThrownBy(() -> session.receive(new Ok(10)))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("Unexpected frame: OK in session state CONNECTED, before HELLO");
  }

  @Test
  void isToldWhyItsHelloWasRefused() {
    session.hello("wrong", "p", "i");

    session.receive(new ErrorFrame("Bad cookie"));

    assertThat(told.calls()).containsExactly("failed: Bad cookie");
    assertThat(session.state()).isEqualTo(ERROR);
  }

  @Test
  void mayBeSentElsewhereInsteadOfAnOk() {
    session.hello("ck", "p", "i");

    session.receive(new Restart("other:7100"));

    assertThat(told.calls()).containsExactly("restarted at 'other:7100'");
    assertThat(session.state()).isEqualTo(DISCONNECTED);
  }

  @Test
  void ignoresWhatComesAfterARestart() {
    session.hello("ck", "p", "i");
    session.receive(new Ok(10));
    session.receive(new Restart(""));
    told.calls();

    session.receive(new Ack(5, List.of()));
    session.receive(new ErrorFrame("why"));

    assertThat(told.calls()).isEmpty();
    assertThat(session.credits()).isZero();
    assertThatThrownBy(() -> session.announce(STREAM, "s1", NEVER))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("session is DISCONNECTED, expected STREAMING");
  }

  @Test
  void sendsNothingAfterAnError() {
    session.hello("ck", "p", "i");
    session.receive(new Ok(10));
    session.announce(STREAM, "s1", NEVER);
    session.receive(new NotifyAck(true, STREAM, NEVER));

    assertThat(session.error("why")).isEqualTo(new ErrorFrame("why"));

    assertThat(session.credits()).isZero();
    assertThatThrownBy(
            () -> session.message(STREAM, new MessageId(1), 0, Message.NO_BYTES, Message.NO_BYTES))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("session is ERROR, expected STREAMING");
  }

  @Test
  void isOverAfterAnExceptionOfItsListener() {
    IllegalArgumentException broken = new IllegalArgumentException("broken");
    session.hello("ck", "p", "i");
    told.failWith(broken);

    assertThatThrownBy(() -> session.receive(new Ok(10))).isSameAs(broken);

    assertThat(session.state()).isEqualTo(ERROR);
    assertThat(told.calls()).containsExactly("streaming");
  }
}
