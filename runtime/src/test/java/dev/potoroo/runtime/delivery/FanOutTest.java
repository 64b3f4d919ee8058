package dev.potoroo.runtime.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.protocol.PointOfReference;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FanOutTest {
  private static final long LARGEST_ID = -2L; // 2^64-2

  @Test
  void withOneOutputTheIdStaysAndSoDoesTheMark() {
    FanOut fanOut = new FanOut(1);

    assertThat(fanOut.outputId(LARGEST_ID, 0)).isEqualTo(LARGEST_ID);
    assertThat(fanOut.maxSourceId()).isEqualTo(LARGEST_ID);
    assertThat(fanOut.sourcePoint(new PointOfReference(7))).isEqualTo(new PointOfReference(7));
    assertThat(fanOut.sourcePoint(new PointOfReference(LARGEST_ID)))
        .isEqualTo(new PointOfReference(LARGEST_ID));
  }

  @Test
  void spreadsTheIdsOfOutputs() {
    FanOut fanOut = new FanOut(3);

    assertThat(fanOut.outputId(0, 0)).isZero();
    assertThat(fanOut.outputId(0, 2)).isEqualTo(2);
    assertThat(fanOut.outputId(7, 0)).isEqualTo(21);
    assertThat(fanOut.outputId(7, 2)).isEqualTo(23);
  }

  @ParameterizedTest
  @CsvSource({
    // mark in output ids, last message id that is wholly at or below it
    "never, never",
    "0, never",
    "1, never",
    "2, 0",
    "3, 0",
    "4, 0",
    "5, 1",
    "23, 7",
    "18446744073709551614, 6148914691236517204"
  })
  void aMarkMeansTheLastMessageAllOfWhoseOutputsItCovers(String mark, String point) {
    FanOut fanOut = new FanOut(3);

    PointOfReference found = fanOut.sourcePoint(pointOf(mark));

    assertThat(found).isEqualTo(pointOf(point));
  }

  @Test
  void neverMeansNeverWithEveryFactor() {
    assertThat(new FanOut(1).sourcePoint(PointOfReference.NEVER)).isEqualTo(PointOfReference.NEVER);
    assertThat(new FanOut(9).sourcePoint(PointOfReference.NEVER)).isEqualTo(PointOfReference.NEVER);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 7, 1000, 65_536})
  void theLargestMessageIdIsTheLastWhoseOutputsAllHaveIds(int factor) {
    FanOut fanOut = new FanOut(factor);
    BigInteger largest = new BigInteger(Long.toUnsignedString(fanOut.maxSourceId()));
    BigInteger limit = BigInteger.TWO.pow(64).subtract(BigInteger.TWO);

    BigInteger lastOutput =
        largest.multiply(BigInteger.valueOf(factor)).add(BigInteger.valueOf(factor - 1));

    assertThat(lastOutput).isLessThanOrEqualTo(limit);
    assertThat(lastOutput.add(BigInteger.valueOf(factor))).isGreaterThan(limit);
    assertThat(Long.toUnsignedString(fanOut.outputId(fanOut.maxSourceId(), factor - 1)))
        .isEqualTo(lastOutput.toString());
  }

  @Test
  void goingThereAndBackLosesNothing() {
    FanOut fanOut = new FanOut(5);

    for (long id = 0; id < 1000; id++) {
      PointOfReference mark = new PointOfReference(fanOut.outputId(id, 4));
      assertThat(fanOut.sourcePoint(mark)).isEqualTo(new PointOfReference(id));
    }
  }

  @Test
  void isAtLeastOne() {
    assertThatThrownBy(() -> new FanOut(0)).hasMessage("a fan-out is at least 1, got 0");
  }

  private static PointOfReference pointOf(String text) {
    return text.equals("never")
        ? PointOfReference.NEVER
        : new PointOfReference(Long.parseUnsignedLong(text));
  }
}
