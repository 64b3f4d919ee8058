package dev.potoroo.testkit.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What is logged from its making to its end, beside where it goes anyway. Thread-safe. */
public final class RecordedLog implements AutoCloseable {

  private record Line(Level level, String text) {}

  private final Logger logger;
  private final List<Line> lines = new CopyOnWriteArrayList<>();
  private final AppenderBase<ILoggingEvent> recorder =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          lines.add(new Line(event.getLevel(), event.getFormattedMessage()));
        }
      };

  private RecordedLog(Logger logger) {
    this.logger = logger;
    recorder.start();
    logger.addAppender(recorder);
  }

  /** Records one logger and those below it, such as {@code dev.potoroo}. */
  public static RecordedLog of(String logger) {
    return new RecordedLog((Logger) LoggerFactory.getLogger(logger));
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
    recorder.stop();
  }
}
