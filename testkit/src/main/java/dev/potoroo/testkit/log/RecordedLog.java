package dev.potoroo.testkit.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * What is logged at INFO or above from its making to its end, beside where it goes anyway.
 * Thread-safe.
 */
public final class RecordedLog implements AutoCloseable {

  /**
   * One line.
   *
   * @param fields of the thread's context, such as {@code session}
   */
  public record Line(Level level, String text, Map<String, String> fields) {}

  private final Logger logger;
  private final @Nullable Level levelBefore;
  private final List<Line> lines = new CopyOnWriteArrayList<>();
  private final AppenderBase<ILoggingEvent> recorder =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          lines.add(
              new Line(
                  event.getLevel(),
                  event.getFormattedMessage(),
                  Map.copyOf(event.getMDCPropertyMap())));
        }
      };

  private RecordedLog(Logger logger) {
    this.logger = logger;
    levelBefore = logger.getLevel();
    if (!logger.isInfoEnabled()) {
      logger.setLevel(Level.INFO);
    }
    recorder.start();
    logger.addAppender(recorder);
  }

  /** Records one logger and those below it, such as {@code dev.potoroo}. */
  public static RecordedLog of(String logger) {
    return new RecordedLog((Logger) LoggerFactory.getLogger(logger));
  }

  /** All so far, oldest first. */
  public List<Line> lines() {
    return List.copyOf(lines);
  }

  /** Waits for a line that has this in its text. */
  public Line await(String text) {
    return Awaitility.await("a line of the log with: " + text)
        .until(
            () -> lines.stream().filter(line -> line.text().contains(text)).findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  /** Texts of level WARN or above, oldest first. */
  public List<String> warnings() {
    return lines.stream()
        .filter(line -> line.level().isGreaterOrEqual(Level.WARN))
        .map(Line::text)
        .toList();
  }

  @Override
  public void close() {
    logger.detachAppender(recorder);
    logger.setLevel(levelBefore);
    recorder.stop();
  }
}
