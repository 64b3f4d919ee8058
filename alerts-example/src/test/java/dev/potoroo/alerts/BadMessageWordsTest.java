package dev.potoroo.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.runtime.BadMessagePolicy;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BadMessageWordsTest {

  @Test
  void readsFailAndSkip() {
    assertThat(BadMessageWords.policy(List.of("fail"))).isEqualTo(new BadMessagePolicy.Fail());
    assertThat(BadMessageWords.policy(List.of("skip"))).isEqualTo(new BadMessagePolicy.Skip());
  }

  @Test
  void readsDeadLetterAndItsFileFromTwoArguments() {
    assertThat(BadMessageWords.policy(List.of("dead-letter", "/tmp/dead letters")))
        .isEqualTo(new BadMessagePolicy.DeadLetter(Path.of("/tmp/dead letters")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dead-letter letters.jsonl", "dead-letter=letters.jsonl"})
  void readsDeadLetterAndItsFileFromOneSetting(String setting) {
    assertThat(BadMessageWords.policy(List.of(setting)))
        .isEqualTo(new BadMessagePolicy.DeadLetter(Path.of("letters.jsonl")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "dead-letter", "Fail", "skip it"})
  void refusesOtherWords(String setting) {
    assertThatThrownBy(() -> BadMessageWords.policy(List.of(setting)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--on-bad-message")
        .hasMessageContaining("\"" + setting + "\"");
  }
}
