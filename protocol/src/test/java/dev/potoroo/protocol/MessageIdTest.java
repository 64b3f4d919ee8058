package dev.potoroo.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MessageIdTest {

  @Test
  void goesUpTo2ToThe64Minus2() {
    assertThat(new MessageId(-2)).hasToString("18446744073709551614");
    assertThatThrownBy(() -> new MessageId(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("2^64-1 is no message id, it means \"never\"");
  }

  @Test
  void comparesAsUnsigned() {
    assertThat(new MessageId(-2)).isGreaterThan(new MessageId(Long.MAX_VALUE));
    assertThat(new MessageId(1)).isGreaterThan(new MessageId(0));
  }
}
