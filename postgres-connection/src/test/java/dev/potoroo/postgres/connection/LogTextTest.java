package dev.potoroo.postgres.connection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the executables' log makes of text that a peer has a hand in. */
final class LogTextTest {
  private final LoggerContext context = new LoggerContext();

  @BeforeEach
  void configureAsTheExecutablesAre() throws JoranException {
    context.setMDCAdapter(new LogbackMDCAdapter());
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(LogTextTest.class.getResource("/logback.xml"));
  }

  @AfterEach
  void stop() {
    context.stop();
  }

  @Test
  void nobodyElsesTextBeginsALine() {
    List<String> lines =
        lines("source a\n2026-01-01T00:00:00.000Z INFO  potoroo - all is well\r\nb: disconnected");

    assertThat(lines).hasSize(3);
    assertThat(lines.get(0)).endsWith(" INFO  potoroo - source a");
    assertThat(lines.get(1)).isEqualTo("  2026-01-01T00:00:00.000Z INFO  potoroo - all is well?");
    assertThat(lines.get(2)).isEqualTo("  b: disconnected");
  }

  @Test
  void nobodyElsesNameOfAStreamBeginsALine() {
    assertThat(lines("opened", Map.of("session", "127.0.0.1:7200", "stream", "a\nb\u001b")))
        .singleElement()
        .asString()
        .endsWith(" INFO  potoroo session=127.0.0.1:7200 stream=a?b? - opened");
  }

  @Test
  void nobodyElsesTextGivesOrdersToATerminal() {
    assertThat(lines("stream \u001b[2J\b\u0007"))
        .singleElement()
        .asString()
        .endsWith("stream ?[2J??");
  }

  @Test
  void linesOfOurOwnStayAsTheyAre() {
    assertThat(lines("This SQL mends it:\n  GRANT '\u00fc$1\\' TO \"a\";\n\tCOMMIT;").subList(1, 3))
        .containsExactly("  GRANT '\u00fc$1\\' TO \"a\";", "\tCOMMIT;");
  }

  private List<String> lines(String message) {
    return lines(message, Map.of());
  }

  private List<String> lines(String message, Map<String, String> fields) {
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    ConsoleAppender<ILoggingEvent> appender =
        (ConsoleAppender<ILoggingEvent>) root.getAppender("standard-error");
    LoggingEvent event =
        new LoggingEvent(Logger.class.getName(), root, Level.INFO, message, null, null);
    event.setMDCPropertyMap(fields);
    return new String(appender.getEncoder().encode(event), UTF_8).lines().toList();
  }
}
