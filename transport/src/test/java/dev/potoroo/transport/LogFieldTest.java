package dev.potoroo.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.testkit.log.RecordedLog;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

final class LogFieldTest {

  private static final Logger logger = LoggerFactory.getLogger("fields");

  private final RecordedLog log = RecordedLog.of("fields");

  @AfterEach
  void close() {
    log.close();
    MDC.clear();
  }

  private Stream<Map<String, String>> fields() {
    return log.lines().stream().map(RecordedLog.Line::fields);
  }

  @Test
  void setsAFieldForTheLinesOfOneBodyAndNoLonger() {
    LogField.SESSION.during("127.0.0.1:7100", () -> logger.warn("within"));
    logger.warn("after");

    assertThat(fields()).containsExactly(Map.of("session", "127.0.0.1:7100"), Map.of());
  }

  @Test
  void bringsBackWhatWasThereBefore() {
    LogField.CONNECTOR.keep("alerts");

    LogField.SESSION.during(
        "a",
        () -> {
          LogField.SESSION.during("b", () -> logger.warn("of another session"));
          logger.warn("of the first again");
        });

    assertThat(fields())
        .containsExactly(
            Map.of("connector", "alerts", "session", "b"),
            Map.of("connector", "alerts", "session", "a"));
  }

  @Test
  void givesNoLineTheStreamOfAnotherSession() {
    LogField.SESSION.during(
        "a",
        () ->
            LogField.STREAM.during(
                "orders",
                () -> {
                  LogField.SESSION.during("b", () -> logger.warn("of another session"));
                  logger.warn("of the stream again");
                }));

    assertThat(fields())
        .containsExactly(Map.of("session", "b"), Map.of("session", "a", "stream", "orders"));
  }

  @Test
  void takesTheFieldAwayWhenTheBodyThrows() {
    assertThatThrownBy(
            () ->
                LogField.STREAM.during(
                    "orders",
                    () -> {
                      throw new IOException("no disk");
                    }))
        .isInstanceOf(IOException.class);
    logger.warn("after");

    assertThat(fields()).containsExactly(Map.of());
  }

  @Test
  void handsTheConnectorOnToAnotherThreadButNeitherSessionNorStream() throws Exception {
    LogField.CONNECTOR.keep("postgres-source");
    Runnable task =
        LogField.SESSION.asking(
            "a",
            () ->
                LogField.STREAM.asking(
                    "orders", () -> LogField.handOn(() -> logger.warn("elsewhere"))));

    Thread thread = new Thread(task, "elsewhere");
    thread.start();
    thread.join();

    assertThat(fields()).containsExactly(Map.of("connector", "postgres-source"));
  }
}
