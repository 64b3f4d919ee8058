package dev.potoroo.protocol.session;

import static dev.potoroo.protocol.session.ProtocolVersion.SINK_DIRECT;
import static dev.potoroo.protocol.session.ProtocolVersion.SINK_TWO_PHASE;
import static dev.potoroo.protocol.session.ProtocolVersion.SOURCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.protocol.ProtocolException;
import dev.potoroo.protocol.frame.Hello;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionTest {

  private final Admission sources = new Admission(Set.of(SOURCE), "secret");

  @ParameterizedTest
  @CsvSource({"0.0.1, SOURCE", "potoroo/1, SINK_DIRECT", "v0.0.1, SINK_TWO_PHASE"})
  void readsTheVersionFromTheHello(String text, ProtocolVersion version) {
    Admission all = new Admission(Set.of(SOURCE, SINK_DIRECT, SINK_TWO_PHASE), "");

    assertThat(all.admit(hello(text, ""))).isEqualTo(version);
  }

  @Test
  void looksAtNoNames() {
    assertThat(sources.admit(new Hello("0.0.1", "secret", "", ""))).isEqualTo(SOURCE);
  }

  @Test
  void refusesAVersionThatIsNotForThisEnd() {
    assertThatThrownBy(() -> sources.admit(hello("v0.0.1", "secret")))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("Unknown protocol version: expected \"0.0.1\", got \"v0.0.1\"");
  }

  @Test
  void namesAllVersionsThatItTakes() {
    Admission sinks = new Admission(Set.of(SINK_TWO_PHASE, SINK_DIRECT), "");

    assertThatThrownBy(() -> sinks.admit(hello("0.0.1", "")))
        .hasMessage(
            "Unknown protocol version: expected \"potoroo/1\" or \"v0.0.1\", got \"0.0.1\"");
  }

  @Test
  void showsOnlyTheBeginningOfAVersionAndNoControlCharacters() {
    assertThatThrownBy(() -> sources.admit(hello("9\n" + "x".repeat(60_000), "")))
        .hasMessage(
            "Unknown protocol version: expected \"0.0.1\", got \"9?" + "x".repeat(38) + "...\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "secre", "secrets", "Secret"})
  void refusesAnotherCookieAndShowsNone(String cookie) {
    assertThatThrownBy(() -> sources.admit(hello("0.0.1", cookie)))
        .isInstanceOf(ProtocolException.class)
        .hasMessage(
            "Bad cookie: it is not the one that this end was started with (option --cookie)");
  }

  @Test
  void hasAnEmptyCookieEqualToAnEmptyOneOnly() {
    Admission open = new Admission(Set.of(SOURCE), "");

    assertThat(open.admit(hello("0.0.1", ""))).isEqualTo(SOURCE);
    assertThatThrownBy(() -> open.admit(hello("0.0.1", "any")))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void looksAtTheVersionFirst() {
    assertThatThrownBy(() -> sources.admit(hello("9", "wrong")))
        .hasMessageStartingWith("Unknown protocol version");
  }

  private static Hello hello(String version, String cookie) {
    return new Hello(version, cookie, "program", "instance");
  }
}
