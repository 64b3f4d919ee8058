package dev.potoroo.testkit.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.Ack;
import dev.potoroo.protocol.frame.EndOfStream;
import dev.potoroo.protocol.frame.ErrorFrame;
import dev.potoroo.protocol.frame.Hello;
import dev.potoroo.protocol.frame.Message;
import dev.potoroo.protocol.frame.Notify;
import dev.potoroo.protocol.frame.NotifyAck;
import dev.potoroo.protocol.frame.Ok;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The two scripted ends, talking to each other. */
final class ScriptedPeersTest {
  private static final StreamId STREAM = new StreamId(7);
  private static final Duration SHORT = Duration.ofMillis(100);

  private final ScriptedReceiver receiver = ScriptedReceiver.listen();
  private final ScriptedSender sender = ScriptedSender.source(receiver.address());

  @BeforeEach
  void connect() {
    sender.dial();
    receiver.accept();
  }

  @AfterEach
  void disconnect() {
    sender.close();
    receiver.close();
  }

  @Test
  void playAWholeSession() {
    sender.send(sender.hello("secret"));
    Hello hello = receiver.greet(10);
    assertThat(hello.version()).isEqualTo("0.0.1");
    assertThat(hello.cookie()).isEqualTo("secret");
    assertThat(sender.expect(Ok.class)).isEqualTo(new Ok(10));

    sender.send(new Notify(STREAM, "orders", PointOfReference.NEVER));
    receiver.open(receiver.expect(Notify.class), new PointOfReference(2));
    assertThat(sender.expect(NotifyAck.class).pointOfReference().value()).isEqualTo(2);

    sender.messages(STREAM, 3, 5);
    List<Message> messages = receiver.expectMessages(3);
    assertThat(messages).extracting(m -> m.messageId().value()).containsExactly(3L, 4L, 5L);
    receiver.grant(3);
    receiver.acknowledge(0, messages.get(2));
    sender.awaitAcknowledged(STREAM, 5);

    sender.endOf(STREAM);
    receiver.expectEndOf(STREAM);
    receiver.cut();
    sender.expectClosed();
  }

  @Test
  void showTheBytesOfAFrame() {
    sender.endOf(STREAM);

    assertThat(receiver.connection().expectBytes())
        .isEqualTo(
            HexFormat.ofDelimiter(" ")
                .parseHex(
                    "00 00 00 09" // length
                        + " 08" // EOS_MESSAGE
                        + " 00 00 00 00 00 00 00 07")); // stream id
  }

  @Test
  void readFramesThatComeByteByByte() {
    sender.connection().sendByteByByte(new EndOfStream(STREAM), sender.hello(""));

    receiver.expectEndOf(STREAM);
    receiver.expect(Hello.class);
  }

  @Test
  void sayWhatWasExpectedWhatCameAndWhatCameBefore() {
    sender.message(STREAM, 1, "payload");
    sender.send(new ErrorFrame("enough"));
    receiver.expect(Message.class);

    assertThatThrownBy(() -> receiver.expect(Notify.class))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("expected Notify within PT10S, got ErrorFrame[text=enough]")
        .hasMessageContaining("\"payload\"");
  }

  @Test
  void sayThatNothingCame() {
    assertThatThrownBy(() -> receiver.connection().expect(Hello.class, SHORT))
        .isInstanceOf(AssertionError.class)
        .hasMessage("expected Hello within PT0.1S, got nothing");
  }

  @Test
  void sayThatAFrameWasCutInHalf() {
    sender.connection().sendHalf(new EndOfStream(STREAM)); // 6 of 13 bytes: the length, and 2
    sender.cut();

    assertThatThrownBy(() -> receiver.expect(EndOfStream.class))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("the end of the connection after 2 bytes of a frame");
  }

  @Test
  void tellSilenceFromAFrameAndFromTheEnd() {
    receiver.expectNothingFor(SHORT);

    sender.endOf(STREAM);
    assertThatThrownBy(() -> receiver.expectNothingFor(SHORT))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("expected nothing for PT0.1S, got EndOfStream");

    sender.cut();
    assertThatThrownBy(() -> receiver.expectNothingFor(SHORT))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("got the end of the connection");
  }

  @Test
  void tellAFrameFromTheEnd() {
    sender.endOf(STREAM);
    sender.cut();

    assertThatThrownBy(receiver::expectClosed)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("expected the end of the connection, got EndOfStream");
    receiver.expectClosed();
  }

  @Test
  void resetAConnection() {
    sender.reset();

    receiver.expectClosed();
  }

  @Test
  void waitForAnAckThatSaysEnough() {
    receiver.grant(1);
    receiver.acknowledge(0, STREAM, new MessageId(1));
    receiver.acknowledge(0, new StreamId(8), new MessageId(9));
    receiver.acknowledge(0, STREAM, new MessageId(2));
    receiver.grant(5);

    sender.awaitAcknowledged(STREAM, 2);

    assertThat(sender.expect(Ack.class)).isEqualTo(new Ack(5, List.of()));
  }

  @Test
  void connectAgainAfterACut() {
    receiver.cut();
    sender.expectClosed();

    sender.dial().send(sender.hello(""));

    assertThat(receiver.accept().greet(1).instanceName()).isEqualTo("scripted-source");
  }

  @Test
  void noticeThatNobodyDials() {
    receiver.expectNoConnectionFor(SHORT);

    assertThatThrownBy(() -> receiver.accept(SHORT))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("expected a connection to 127.0.0.1:");
  }
}
