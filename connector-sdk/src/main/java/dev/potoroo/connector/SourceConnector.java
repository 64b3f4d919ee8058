package dev.potoroo.connector;

import dev.potoroo.connector.command.SourceOptions;
import dev.potoroo.connector.source.SourceRunner;
import dev.potoroo.connector.source.SourceSettings;
import dev.potoroo.protocol.frame.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A source in its short form: connect, write values, close.
 *
 * <pre>{@code
 * try (SourceConnector<String> connector =
 *     SourceConnector.<String>named("lines", line -> line.getBytes(UTF_8)).connect(args)) {
 *   connector.write("first");
 * }
 * }</pre>
 *
 * <p>From {@link #write} returning to the application's acknowledgement a value is kept in memory,
 * and sent again over every lost connection: within one life of the process none is lost, and with
 * an application and sink of ours each takes effect once.
 *
 * <p>A crash of the process (kill -9, power) loses what was written and not acknowledged, for
 * nothing is on disk. The next process begins a new stream: what it writes again counts as new. A
 * source that can read again what it sent does better with the full form, {@link
 * dev.potoroo.connector.source.ReplayableSource}.
 *
 * <p>Thread-safe. Values of several threads are sent in the order in which {@code write} took them.
 *
 * @param <T> what is written
 */
public final class SourceConnector<T> implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SourceConnector.class);

  private final Function<? super T, byte[]> encoder;
  private final SourceSettings settings;
  private final Parameters parameters;
  private final UnacknowledgedValues values;
  private final SourceRunner runner;
  private final CompletableFuture<Void> end = new CompletableFuture<>();

  private SourceConnector(Builder<T> builder, SourceSettings settings, Parameters parameters) {
    this.encoder = builder.encoder;
    this.settings = settings;
    this.parameters = parameters;
    // A name of its own for each life: ids begin at 1 again, and never under an old mark.
    String stream = settings.instanceName() + "/" + UUID.randomUUID();
    this.values = new UnacknowledgedValues(stream, builder.maxValues, builder.maxBytes);
    this.runner = new SourceRunner(values, settings);
  }

  /**
   * Begins to describe a connector.
   *
   * @param name its name on the command line, in logs and towards the application
   * @param encoder makes a message's payload of a value; called by {@link #write}
   */
  public static <T> Builder<T> named(String name, Function<? super T, byte[]> encoder) {
    return new Builder<>(name, encoder);
  }

  /** The declared parameters with their values. */
  public Parameters parameters() {
    return parameters;
  }

  /** {@link #write(Object, Instant, byte[])} without event time and key. */
  public void write(T value) throws InterruptedException {
    write(encoder.apply(value), 0, Message.NO_BYTES);
  }

  /**
   * Takes a value and returns; it is sent in the background. Waits while too much is not
   * acknowledged, for as long as it takes, also while there is no application.
   *
   * @param eventTime when it happened, kept to the millisecond
   * @param key what the value is about, at most 65535 bytes, empty for nothing; not altered
   *     afterwards
   * @throws IllegalArgumentException when the value makes a frame over the limit; the text names
   *     the option; nothing was taken
   * @throws IllegalStateException when the connector is closed or has failed; the cause says why
   */
  public void write(T value, Instant eventTime, byte[] key) throws InterruptedException {
    write(encoder.apply(value), eventTime.toEpochMilli(), key);
  }

  private void write(byte[] payload, long eventTime, byte[] key) throws InterruptedException {
    long frameLength = Message.frameLength(key.length, payload.length);
    if (frameLength > settings.maxFrameLength()) {
      throw new IllegalArgumentException(
          "the value makes a frame of "
              + frameLength
              + " bytes, expected at most "
              + settings.maxFrameLength()
              + ": raise --max-frame, here and where the message goes");
    }
    values.add(eventTime, key, payload);
  }

  /**
   * Ends the stream, and waits until everything written is acknowledged, for as long as it takes.
   *
   * @throws IllegalStateException when the connector has failed, or the thread is interrupted, with
   *     values not acknowledged
   */
  @Override
  public void close() {
    values.end();
    try {
      end.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          values.size() + " values are not acknowledged: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      runner.stop();
      Thread.currentThread().interrupt();
      throw new IllegalStateException(
          "interrupted while " + values.size() + " values were not acknowledged", e);
    }
  }

  private SourceConnector<T> start() {
    Thread thread = new Thread(this::run, settings.instanceName());
    thread.setDaemon(true);
    thread.start();
    return this;
  }

  private void run() {
    try {
      runner.run();
      end.complete(null);
    } catch (Throwable e) {
      values.fail(e);
      end.completeExceptionally(e);
    }
  }

  /** When the process is asked to go: takes no more, and sees what was taken through. */
  private void finish() {
    values.endForExit();
    Duration patience = settings.stopTimeout();
    try {
      end.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      log.warn(
          "ending with {} values not acknowledged within {} ms (option --stop-timeout)",
          values.size(),
          patience.toMillis());
    } catch (InterruptedException | ExecutionException e) {
      log.warn("ending with {} values not acknowledged", values.size(), e);
    }
  }

  /** Describes a connector. Not thread-safe. */
  public static final class Builder<T> {
    private final String name;
    private final Function<? super T, byte[]> encoder;
    private final DeclaredParameters parameters = new DeclaredParameters();
    private String description = "";
    private int maxValues = 10_000;
    private long maxBytes = 16L << 20;

    private Builder(String name, Function<? super T, byte[]> encoder) {
      this.name = name;
      this.encoder = encoder;
    }

    /** What it does, for {@code --help}. */
    public Builder<T> description(String text) {
      description = text;
      return this;
    }

    /**
     * Declares a parameter that has to be given: {@code --name} on the command line, {@code
     * POTOROO_NAME} in the environment, {@code name} in the file.
     *
     * @param parameter lower case, words joined by dashes
     */
    public Builder<T> required(String parameter, String meaning) {
      parameters.declare(parameter, null, meaning);
      return this;
    }

    /** As {@link #required}, with a value for when it is not given. */
    public Builder<T> optional(String parameter, String defaultValue, String meaning) {
      parameters.declare(parameter, defaultValue, meaning);
      return this;
    }

    /**
     * Bounds what is kept until it is acknowledged.
     *
     * @param values from 1 up, default 10000
     * @param bytes of keys and payloads, from 1 up, default 16 MiB; one value may go beyond
     */
    public Builder<T> maxUnacknowledged(int values, long bytes) {
      if (values < 1 || bytes < 1) {
        throw new IllegalArgumentException(
            "expected at least 1 value and 1 byte, got " + values + " and " + bytes);
      }
      maxValues = values;
      maxBytes = bytes;
      return this;
    }

    /**
     * Starts it as the program that these arguments were given to: parameters and the options of
     * every source are read from them, the environment and the file. Prints and ends the process
     * for {@code --help} (exit code 0) and for a wrong call (2).
     *
     * <p>When the process is asked to go (SIGTERM), {@link #write} returns no more, and the process
     * waits up to {@code --stop-timeout} for what was written to be acknowledged; then it ends as
     * Java does on that signal, with exit code 143.
     */
    public SourceConnector<T> connect(String... args) {
      SourceOptions options = new SourceOptions();
      Parameters values = parameters.parseOrExit(name, description, options, args);
      SourceConnector<T> connector = new SourceConnector<>(this, options.settings(name), values);
      Runtime.getRuntime().addShutdownHook(new Thread(connector::finish, name + "-stop"));
      return connector.start();
    }

    /**
     * Starts it within another program.
     *
     * @param given values of the declared parameters
     * @throws ConfigurationException naming all parameters that are missing or not declared
     */
    public SourceConnector<T> connect(SourceSettings settings, Map<String, String> given) {
      return new SourceConnector<>(this, settings, parameters.from(given)).start();
    }
  }
}
