package dev.potoroo.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PointOfReferenceTest {

  private static final PointOfReference NEVER = PointOfReference.NEVER;
  private static final PointOfReference ZERO = new PointOfReference(0);
  private static final PointOfReference SEVENTEEN = new PointOfReference(17);

  /** 2^64-2, the highest that a message can lead to. */
  private static final PointOfReference HIGHEST = new PointOfReference(-2);

  @Test
  void sortsNeverFirstAndTheRestAsUnsigned() {
    assertThat(new PointOfReference[] {NEVER, ZERO, SEVENTEEN, HIGHEST}).isSorted();
  }

  @Test
  void isInclusive() {
    assertThat(SEVENTEEN.covers(new MessageId(16))).isTrue();
    assertThat(SEVENTEEN.covers(new MessageId(17))).isTrue();
    assertThat(SEVENTEEN.covers(new MessageId(18))).isFalse();
    assertThat(SEVENTEEN.covers(new MessageId(-2))).isFalse();
  }

  @Test
  void coversMessageZeroFromZeroOnButNotWithNever() {
    assertThat(ZERO.covers(new MessageId(0))).isTrue();
    assertThat(NEVER.covers(new MessageId(0))).isFalse();
    assertThat(NEVER.covers(new MessageId(-2))).isFalse();
    assertThat(HIGHEST.covers(new MessageId(-2))).isTrue();
  }

  @Test
  void hasNeverAsTheLeastOfTwo() {
    assertThat(NEVER.max(ZERO)).isEqualTo(ZERO);
    assertThat(ZERO.max(NEVER)).isEqualTo(ZERO);
    assertThat(NEVER.min(ZERO)).isEqualTo(NEVER);
    assertThat(HIGHEST.min(SEVENTEEN)).isEqualTo(SEVENTEEN);
    assertThat(HIGHEST.max(SEVENTEEN)).isEqualTo(HIGHEST);
  }

  @Test
  void printsAsItsOwnerWritesIt() {
    assertThat(NEVER).hasToString("never");
    assertThat(HIGHEST).hasToString("18446744073709551614");
    assertThat(PointOfReference.at(new MessageId(17))).isEqualTo(SEVENTEEN).hasToString("17");
  }
}
