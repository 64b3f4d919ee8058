package dev.potoroo.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HostAndPortTest {

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:7100", "localhost:0", "db.example.org:65535", "[::1]:7100"})
  void printsAsItWasRead(String text) {
    assertThat(HostAndPort.parse(text)).hasToString(text);
  }

  @Test
  void takesTheBracketsOffAnAddress() {
    assertThat(HostAndPort.parse("[::1]:7100")).isEqualTo(new HostAndPort("::1", 7100));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "host", "7100", ":7100", "host:", "host:http", "::1:7100", "[]:1"})
  void refusesWhatIsNotHostAndPort(String text) {
    assertThatThrownBy(() -> HostAndPort.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected host:port as in 127.0.0.1:7100 or [::1]:7100, got \"" + text + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"host:-1", "host:65536"})
  void refusesAPortOutOfRange(String text) {
    assertThatThrownBy(() -> HostAndPort.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("expected a port from 0 to 65535, got ");
  }
}
