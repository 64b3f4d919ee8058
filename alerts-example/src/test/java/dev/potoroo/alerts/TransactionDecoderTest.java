package dev.potoroo.alerts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TransactionDecoderTest {
  private final TransactionDecoder decoder = new TransactionDecoder();

  @Test
  void readsIdAndAmountAndSkipsOtherFields() throws Exception {
    Transaction transaction =
        decode(
            """
            {"note": {"id": [1]}, "id": 7, "tags": ["a", {"amount": 2}], "amount": 1100, "at": null}
            """);

    assertThat(transaction).isEqualTo(new Transaction("7", new BigDecimal("1100")));
  }

  @ParameterizedTest
  @CsvSource({
    "1100.00", // the scale of numeric(12,2) stays
    "1000.000000000000000000000000000001", // more digits than a double has
    "-90071992547409931234567890",
    "0.1",
    "-0",
  })
  void keepsEveryDigitOfTheAmount(String amount) throws Exception {
    Transaction transaction = decode("{\"id\":1,\"amount\":" + amount + "}");

    assertThat(transaction.amount()).isEqualTo(new BigDecimal(amount));
  }

  @Test
  void readsTheLongestNumeric() throws Exception {
    String longest = "9".repeat(131_072) + "." + "9".repeat(16_383);

    Transaction transaction = decode("{\"id\":1,\"amount\":-" + longest + "}");

    assertThat(transaction.amount().toPlainString()).isEqualTo("-" + longest);
  }

  @Test
  void readsTenMegabytesOfOtherFields() throws Exception {
    String note = "x".repeat(10_000_000);

    Transaction transaction = decode("{\"note\":\"" + note + "\",\"id\":1,\"amount\":2}");

    assertThat(transaction.id()).isEqualTo("1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          {"id":1}                           | the field "amount" is missing
          {"amount":1}                       | the field "id" is missing
          {}                                 | the field "id" is missing
          {"id":1,"amount":null}             | expected "amount" to be a number, got null
          {"id":1,"amount":"12"}             | expected "amount" to be a number, got a text
          {"id":1,"amount":{}}               | expected "amount" to be a number, got an object
          {"id":1,"amount":[1]}              | expected "amount" to be a number, got an array
          {"id":1,"amount":true}             | expected "amount" to be a number, got a boolean
          {"id":1,"amount":1e999999}         | "amount" has more digits than a numeric can have
          {"id":1,"amount":1e-999999}        | "amount" has more digits than a numeric can have
          {"id":null,"amount":1}             | expected "id" to be an integer or a text, got null
          {"id":1.5,"amount":1}              | expected "id" to be an integer or a text, got a number
          [1]                                | expected a JSON object, got an array
          7                                  | expected a JSON object, got a number
          {"id":1,"amount":1} {}             | there is more after the JSON object
          {"id":1,"amount":1                 | it is not JSON in UTF-8 (at byte 18)
          secret                             | it is not JSON in UTF-8 (at byte 0)
          """)
  void saysWhyAPayloadIsNotATransaction(String payload, String reason) {
    assertThatThrownBy(() -> decode(payload))
        .isInstanceOf(NotATransactionException.class)
        .hasMessage("not a transaction: " + reason);
  }

  @Test
  void saysWhyAnEmptyPayloadIsNotATransaction() {
    assertThatThrownBy(() -> decode(""))
        .isInstanceOf(NotATransactionException.class)
        .hasMessage("not a transaction: expected a JSON object, got nothing");
  }

  @Test
  void refusesBytesThatAreNotUtf8() {
    byte[] payload = "{\"id\":\"?\",\"amount\":1}".getBytes(UTF_8);
    payload[7] = (byte) 0xff; // in place of the question mark

    assertThatThrownBy(() -> decoder.decode(payload))
        .isInstanceOf(NotATransactionException.class)
        .hasMessageContaining("it is not JSON in UTF-8");
  }

  private Transaction decode(String payload) throws NotATransactionException {
    return decoder.decode(payload.getBytes(UTF_8));
  }
}
