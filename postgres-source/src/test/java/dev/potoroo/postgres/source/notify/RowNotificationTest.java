package dev.potoroo.postgres.source.notify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.postgres.source.notify.RowNotification.Inline;
import dev.potoroo.postgres.source.notify.RowNotification.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The text that our triggers NOTIFY. */
final class RowNotificationTest {

  @Test
  void readsKeyAndPayloadByTheKeysLengthInCharacters() {
    RowNotification notification = RowNotification.parse("7 1700000000000 4 🦘 k1{\"id\": 1}");

    assertThat(notification)
        .isInstanceOfSatisfying(
            Inline.class,
            row -> {
              assertThat(row.eventTime()).isEqualTo(1_700_000_000_000L);
              assertThat(row.key()).isEqualTo("🦘 k1".getBytes(UTF_8));
              assertThat(row.payload()).isEqualTo("{\"id\": 1}".getBytes(UTF_8));
            });
  }

  @Test
  void readsARowWithoutKey() {
    assertThat(RowNotification.parse("7 0 0 {}"))
        .isInstanceOfSatisfying(
            Inline.class,
            row -> {
              assertThat(row.key()).isEmpty();
              assertThat(row.payload()).isEqualTo("{}".getBytes(UTF_8));
            });
  }

  @Test
  void readsANumberAloneAsAReference() {
    assertThat(RowNotification.parse("7")).isEqualTo(new Reference(7));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hello", "7 x 0 {}", "7 0", "7 0 99 {}", "7 0 -1 {}"})
  void refusesAnythingElseWithoutQuotingIt(String text) {
    assertThatThrownBy(() -> RowNotification.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "a notification that our triggers did not send: expected id, time, key length, key and payload");
  }
}
