package dev.potoroo.alerts;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Reads a transaction from a JSON object in UTF-8 with the fields {@code id} (an integer or a text)
 * and {@code amount} (a number); other fields are skipped. Numbers never pass through a double.
 *
 * <p>Safe for use by several threads.
 */
final class TransactionDecoder {

  /** PostgreSQL's numeric has at most 131072 digits before the point and 16383 after it. */
  private static final int MOST_DIGITS = 131_072 + 16_383;

  /** Strings and nesting are bounded by the frame length limit, which comes first. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNumberLength(MOST_DIGITS + ".-".length())
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNestingDepth(Integer.MAX_VALUE)
                  .build())
          .build();

  /**
   * @throws NotATransactionException when the payload is anything else; the text says why, and
   *     shows nothing of the payload
   */
  Transaction decode(byte[] payload) throws NotATransactionException {
    try (JsonParser json = JSON.createParser(payload)) {
      return read(json);
    } catch (JsonProcessingException e) {
      // The parser's own text quotes the payload.
      throw new NotATransactionException(
          "it is not JSON in UTF-8 (at byte %d)".formatted(e.getLocation().getByteOffset()));
    } catch (IOException e) {
      throw new NotATransactionException("it is not JSON in UTF-8");
    }
  }

  private static Transaction read(JsonParser json) throws IOException, NotATransactionException {
    JsonToken first = json.nextToken();
    if (first != JsonToken.START_OBJECT) {
      throw new NotATransactionException("expected a JSON object, got " + kind(first));
    }
    String id = null;
    BigDecimal amount = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "id" -> id = id(json);
        case "amount" -> amount = amount(json);
        default -> json.skipChildren();
      }
    }
    if (json.nextToken() != null) {
      throw new NotATransactionException("there is more after the JSON object");
    }
    if (id == null || amount == null) {
      throw new NotATransactionException(
          "the field \"%s\" is missing".formatted(id == null ? "id" : "amount"));
    }
    return new Transaction(id, amount);
  }

  private static String id(JsonParser json) throws IOException, NotATransactionException {
    return switch (json.currentToken()) {
      case VALUE_NUMBER_INT, VALUE_STRING -> json.getText();
      default -> throw unfit("id", "an integer or a text", json);
    };
  }

  private static BigDecimal amount(JsonParser json) throws IOException, NotATransactionException {
    if (!json.currentToken().isNumeric()) {
      throw unfit("amount", "a number", json);
    }
    BigDecimal amount = json.getDecimalValue();
    // An exponent may stand for more digits than there is memory for; no column of PostgreSQL does.
    if (Math.abs((long) amount.scale()) > MOST_DIGITS) {
      throw new NotATransactionException("\"amount\" has more digits than a numeric can have");
    }
    return amount;
  }

  private static NotATransactionException unfit(String field, String expected, JsonParser json) {
    return new NotATransactionException(
        "expected \"%s\" to be %s, got %s".formatted(field, expected, kind(json.currentToken())));
  }

  private static String kind(@Nullable JsonToken token) {
    if (token == null) {
      return "nothing";
    }
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "a text";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      case VALUE_TRUE, VALUE_FALSE -> "a boolean";
      case VALUE_NULL -> "null";
      default -> throw new IllegalStateException("no value begins with " + token);
    };
  }
}
