package dev.potoroo.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.Message;
import org.junit.jupiter.api.Test;

class SourceWindowTest {
  private static final long PLENTY = 100 * SourceWindow.MAX_BYTES;

  @Test
  void beginsAsWallarooDoes() {
    assertThat(new SourceWindow(10_000, PLENTY).messages(1)).isEqualTo(1000);
    assertThat(new SourceWindow(500, PLENTY).messages(1)).isEqualTo(500);
  }

  @Test
  void growsAsLongAsMessagesAreShort() {
    SourceWindow window = new SourceWindow(10_000, PLENTY);

    receive(window, 1000, 10);

    assertThat(window.messages(1)).isEqualTo(10_000);
  }

  @Test
  void holdsAsManyAsFitIntoItsBytes() {
    SourceWindow window = new SourceWindow(10_000, PLENTY);

    receive(window, 700, 200);

    long frameLength = Message.frameLength(0, 200);
    assertThat(window.messages(1)).isEqualTo((int) (SourceWindow.MAX_BYTES / frameLength));
  }

  @Test
  void hasNeverLessThanWallaroo() {
    SourceWindow window = new SourceWindow(10_000, PLENTY);

    receive(window, 500, 100_000);

    assertThat(window.messages(1)).isEqualTo(1000);
  }

  @Test
  void oneLongMessageAmongShortOnesIsTakenForAll() {
    SourceWindow window = new SourceWindow(10_000, PLENTY);

    receive(window, 999, 10);
    receive(window, 1, 100_000);

    assertThat(window.messages(1)).isEqualTo(1000);
  }

  @Test
  void judgesByWhatCameLast() {
    SourceWindow window = new SourceWindow(10_000, PLENTY);
    receive(window, 500, 100_000);
    window.messages(1);

    receive(window, 500, 10);

    assertThat(window.messages(1)).isEqualTo(10_000);
    assertThat(window.messages(1)).as("asked again, nothing came").isEqualTo(10_000);
  }

  @Test
  void sharesWithOtherConnections() {
    SourceWindow window = new SourceWindow(10_000, 2 * SourceWindow.MAX_BYTES);

    receive(window, 1000, 200);
    int alone = window.messages(2);
    receive(window, 1000, 200);
    int amongFour = window.messages(4);

    assertThat(amongFour).isEqualTo(alone / 2);
  }

  private static void receive(SourceWindow window, int count, int payloadBytes) {
    Message message =
        new Message(new StreamId(1), new MessageId(1), 0, Message.NO_BYTES, new byte[payloadBytes]);
    for (int i = 0; i < count; i++) {
      window.received(message);
    }
  }
}
