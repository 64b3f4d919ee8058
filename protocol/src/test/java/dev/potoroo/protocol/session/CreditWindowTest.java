package dev.potoroo.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.ProtocolException;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CreditWindowTest {

  private static final Message MESSAGE =
      new Message(new StreamId(258), new MessageId(7), 0, Message.NO_BYTES, Message.NO_BYTES);

  @Test
  void grantsAllAtFirst() {
    assertThat(new CreditWindow(10, 8, 1).refill()).isEqualTo(10);
  }

  @Test
  void grantsWhatWasUsed() {
    CreditWindow window = new CreditWindow(10, 8, 1);
    window.refill();

    window.useForNotify();
    window.useFor(MESSAGE);
    window.useFor(MESSAGE);

    assertThat(window.refill()).isEqualTo(3);
    assertThat(window.refill()).isZero();
  }

  @Test
  void isDueForARefillAtTheThreshold() {
    CreditWindow window = new CreditWindow(10, 8, 1);
    window.refill();

    window.useFor(MESSAGE);
    assertThat(window.isRefillDue()).isFalse();
    window.useFor(MESSAGE);

    assertThat(window.isRefillDue()).isTrue();
  }

  @Test
  void isSmallerFromTheNextRefillOn() {
    CreditWindow window = new CreditWindow(10, 5, 1);
    window.resize(4);
    assertThat(window.refill()).isEqualTo(4);

    window.useFor(MESSAGE);
    assertThat(window.isRefillDue()).isFalse();
    window.useFor(MESSAGE);

    assertThat(window.isRefillDue()).as("at half, as of ten").isTrue();
    assertThat(window.refill()).isEqualTo(2);
  }

  @Test
  void takesBackNothingThatIsGranted() {
    CreditWindow window = new CreditWindow(10, 5, 1);
    window.refill();
    window.useFor(MESSAGE);

    window.resize(3);

    assertThat(window.refill()).isZero();
    for (int i = 0; i < 9; i++) {
      window.useFor(MESSAGE);
    }
    assertThat(window.refill()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"0", "11"})
  void hasNoSizeBeyondItsCapacity(int credits) {
    CreditWindow window = new CreditWindow(10, 5, 1);

    assertThatThrownBy(() -> window.resize(credits))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a window has from 1 to 10 credits, got " + credits);
  }

  @Test
  void takesNoMessageWithoutACredit() {
    CreditWindow window = new CreditWindow(1, 0, 5);
    window.refill();
    window.useFor(MESSAGE);

    assertThatThrownBy(() -> window.useFor(MESSAGE))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("Too many messages: stream 258 sent message 7 without a credit");
  }

  @Test
  void lendsCreditsToNotifyAndGetsThemBackWithTheNextRefill() {
    CreditWindow window = new CreditWindow(1, 0, 5);
    window.refill();

    window.useForNotify();
    window.useForNotify();
    window.useForNotify();

    assertThat(window.refill()).isEqualTo(3);
    window.useFor(MESSAGE);
    assertThat(window.refill()).isEqualTo(1);
  }

  @Test
  void lendsNoMoreThanItsLimit() {
    CreditWindow window = new CreditWindow(1, 0, 2);
    window.refill();
    window.useForNotify();
    window.useForNotify();
    window.useForNotify();

    assertThatThrownBy(window::useForNotify)
        .isInstanceOf(ProtocolException.class)
        .hasMessage("Too many NOTIFY frames: expected at most 2 without a credit");
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "10, -1", "10, 10", "10, 11"})
  void refusesAThresholdThatCannotWork(int max, int refill) {
    assertThatThrownBy(() -> new CreditWindow(max, refill, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "credits: expected 0 <= refill < max, got max %d, refill %d".formatted(max, refill));
  }
}
