package dev.potoroo.connector.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class UnitsTest {

  @ParameterizedTest
  @CsvSource({"500ms, PT0.5S", "10s, PT10S", "5 m, PT5M", "1h, PT1H", "0s, PT0S"})
  void readsDurations(String text, Duration duration) {
    assertThat(Units.duration(text)).isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10", "s", "-1s", "1.5s", "10 seconds"})
  void refusesWhatIsNoDuration(String text) {
    assertThatThrownBy(() -> Units.duration(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"" + text + "\"");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "512, 512",
    "512b, 512",
    "64KiB, 65536",
    "1 MiB, 1048576",
    "2gib, 2147483648"
  })
  void readsSizes(String text, long bytes) {
    assertThat(ByteSize.parse(text).bytes()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "MiB", "-1", "1.5MiB", "1MB", "1e6"})
  void refusesWhatIsNoSize(String text) {
    assertThatThrownBy(() -> ByteSize.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"" + text + "\"");
  }

  @Test
  void printsSizesAsTheyAreRead() {
    assertThat(new ByteSize(32 << 20)).hasToString("32MiB");
    assertThat(new ByteSize(1536)).hasToString("1536B");
    assertThat(ByteSize.parse(new ByteSize(65536).toString())).isEqualTo(new ByteSize(65536));
  }

  @Test
  void holdsALargeSizeInAnIntAsTheLargestInt() {
    assertThat(ByteSize.parse("4GiB").toInt()).isEqualTo(Integer.MAX_VALUE);
  }
}
