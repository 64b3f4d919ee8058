package dev.potoroo.transport;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * What each line of a log says beside its text, in fields of slf4j's {@link MDC}: which connector,
 * which session, which stream. A thread serves many sessions and streams, so those two are set for
 * a stretch of code, and what was there before comes back after it. A field that is set hides the
 * finer ones: a stream belongs to a session, and a session to a connector.
 *
 * <p>Not for each message: set it for a session, a call that concerns a stream, or a line.
 */
public enum LogField {
  /** The name of the connector or application, for as long as a thread works for it. */
  CONNECTOR("connector"),

  /** The peer's address; on a connection that this end dialled, as it dialled it. */
  SESSION("session"),

  /** The stream's name, {@link dev.potoroo.protocol.Printable} where a peer gave it. */
  STREAM("stream");

  /** What to do, with the field set. */
  @FunctionalInterface
  public interface Body<E extends Exception> {
    void run() throws E;
  }

  /** As {@link Body}, for a result. */
  @FunctionalInterface
  public interface Question<T, E extends Exception> {
    T ask() throws E;
  }

  private final String key;

  LogField(String key) {
    this.key = key;
  }

  /** Sets the field on this thread while {@code body} runs. */
  public <E extends Exception> void during(String value, Body<E> body) throws E {
    Map<String, String> before = narrow(value);
    try {
      body.run();
    } finally {
      MDC.setContextMap(before);
    }
  }

  /** As {@link #during(String, Body)}. */
  public <T, E extends Exception> T asking(String value, Question<T, E> question) throws E {
    Map<String, String> before = narrow(value);
    try {
      return question.ask();
    } finally {
      MDC.setContextMap(before);
    }
  }

  /** Sets the field on this thread for good: it works for nobody else. */
  public void keep(String value) {
    MDC.put(key, value);
  }

  /**
   * For a task that another thread is to run: there the lines have this thread's connector. Its
   * session and stream may be others by then.
   */
  public static Runnable handOn(Runnable task) {
    @Nullable String connector = MDC.get(CONNECTOR.key);
    return connector == null ? task : () -> CONNECTOR.during(connector, task::run);
  }

  /**
   * @return all fields as they were
   */
  private Map<String, String> narrow(String value) {
    @Nullable Map<String, String> before = MDC.getCopyOfContextMap();
    for (LogField field : values()) {
      if (field.compareTo(this) > 0) {
        MDC.remove(field.key);
      }
    }
    MDC.put(key, value);
    return before == null ? Map.of() : before;
  }
}
