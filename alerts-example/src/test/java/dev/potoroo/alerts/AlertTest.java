package dev.potoroo.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AlertTest {

  @ParameterizedTest
  @CsvSource({
    "1100,     true",
    "1000.01,  true",
    "1000,     false",
    "1000.00,  false",
    "0,        false",
    "-1000,    false",
    "-1000.01, true",
    "-1200,    true",
  })
  void isDueBeyondAThousandEitherWay(BigDecimal amount, boolean due) {
    assertThat(Alert.isDue(new Transaction("1", amount))).isEqualTo(due);
  }

  @ParameterizedTest
  @CsvSource({
    "7, 1100,    Deposit Alert for 7: 1100",
    "8, -1200,   Withdrawal Alert for 8: -1200",
    "9, 1000.5,  Deposit Alert for 9: 1000.5",
    "10, 1100.00, Deposit Alert for 10: 1100.00",
    "11, 1e+20,  Deposit Alert for 11: 100000000000000000000",
  })
  void saysWhatTheDatabaseHasWithoutExponent(String id, BigDecimal amount, String text) {
    assertThat(Alert.text(new Transaction(id, amount))).isEqualTo(text);
  }
}
