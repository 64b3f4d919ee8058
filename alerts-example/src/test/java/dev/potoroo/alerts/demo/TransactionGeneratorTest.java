package dev.potoroo.alerts.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TransactionGeneratorTest {
  private final TransactionGenerator generator = new TransactionGenerator();

  @Test
  void givesTheAmountsOfAlertsStatelessFromIdOne() {
    List<Long> ids = new ArrayList<>();
    List<Long> amounts = new ArrayList<>();

    for (int i = 0; i < 12; i++) {
      ids.add(generator.id());
      amounts.add(generator.amount());
      generator.advance();
    }

    assertThat(ids).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L);
    // As Python's integers have it.
    assertThat(amounts)
        .containsExactly(1L, 208L, 565L, 1072L, -771L, 36L, 993L, -400L, 857L, -236L, -1179L, 528L);
  }

  @Test
  void comesAroundToTheFirstAmountAfter1250() {
    for (int i = 0; i < 1250; i++) {
      generator.advance();
    }

    assertThat(generator.id()).isEqualTo(1251);
    assertThat(generator.amount()).isEqualTo(1);
  }
}
