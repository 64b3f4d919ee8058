package dev.potoroo.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {

  @Test
  void staysOnOneLine() {
    assertThat(Printable.of("a\r\nb\u0085c\u2028d\u2029e")).isEqualTo("a??b?c?d?e");
  }

  @Test
  void tellsATerminalNothing() {
    assertThat(Printable.of("\u001b[2J\u0007\0")).isEqualTo("?[2J??");
  }

  @Test
  void leavesTextAsItIs() {
    assertThat(Printable.of("Größe 漢字 🦘")).isEqualTo("Größe 漢字 🦘");
  }
}
