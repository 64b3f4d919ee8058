package dev.potoroo.postgres.source.wal.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.connector.ConfigurationException;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.testkit.postgres.OddName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** Which names a slot may have, and which one it gets by itself. */
final class SlotNameTest {
  private static final SqlName SCHEMA = new SqlName("potoroo");

  @ParameterizedTest
  @ValueSource(strings = {"a", "potoroo_test", "1abc", "___", "logical"})
  void takesWhatPostgresqlTakes(String name) {
    assertThat(new SlotName(name).quoted()).isEqualTo('"' + name + '"');
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Upper",
        "with-dash",
        "größe",
        "a b",
        "a0123456789012345678901234567890123456789012345678901234567890123"
      })
  void refusesAnythingElse(String name) {
    assertThatThrownBy(() -> new SlotName(name))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("--slot: expected from 1 to 63 characters of a-z, 0-9 and _");
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"RESERVED_WORD", "DIGITS"})
  void refusesWhateverWouldNeedQuotes(OddName name) {
    assertThatThrownBy(() -> new SlotName(name.text()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("--slot: expected from 1 to 63 characters of a-z, 0-9 and _");
  }

  @Test
  void derivesTheSameAtEveryStart() {
    assertThat(SlotName.derived("test", SCHEMA)).isEqualTo(SlotName.derived("test", SCHEMA));
    assertThat(SlotName.derived("test", SCHEMA).value()).matches("potoroo_test_[0-9a-f]{8}");
  }

  @Test
  void derivesAnotherForEachDatabaseAndSchema() {
    // Databases whose names look the same once they are fit for a slot.
    SlotName one = SlotName.derived("my-shop", SCHEMA);
    SlotName other = SlotName.derived("my shop", SCHEMA);
    SlotName otherSchema = SlotName.derived("my-shop", new SqlName("second"));

    assertThat(one.value()).startsWith("potoroo_my_shop_");
    assertThat(one).isNotEqualTo(other).isNotEqualTo(otherSchema);
  }

  @Test
  void derivesAValidOneFromTheLongestName() {
    SlotName derived = SlotName.derived("Ä".repeat(31), SCHEMA);

    assertThat(derived.temporary().value()).hasSizeLessThanOrEqualTo(63).endsWith("_snapshot");
    assertThat(PublicationName.derived(new SlotName("x".repeat(63))).insertOnly().value())
        .hasSize(63);
  }
}
