package dev.potoroo.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CreditsTest {

  @Test
  void areSpentOneByOne() {
    Credits credits = new Credits(true);
    credits.grant(2);

    credits.spend();

    assertThat(credits.available()).isEqualTo(1);
  }

  @Test
  void areNeverNegative() {
    Credits credits = new Credits(true);

    assertThatThrownBy(credits::spend)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no credit left: wait for an ACK");
    assertThat(credits.available()).isZero();
  }

  @Test
  void addUpPastWhatOneFrameCanGrant() {
    Credits credits = new Credits(true);

    credits.grant(-1); // 2^32-1 on the wire
    credits.grant(-1);

    assertThat(credits.available()).isEqualTo(2 * 4_294_967_295L);
  }

  @Test
  void neverEndWhereTheyAreNotCounted() {
    Credits credits = new Credits(false);

    credits.spend();

    assertThat(credits.available()).isEqualTo(Long.MAX_VALUE);
  }
}
