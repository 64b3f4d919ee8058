package dev.potoroo.connector;

import dev.potoroo.connector.command.SinkOptions;
import dev.potoroo.connector.sink.SinkMessage;
import dev.potoroo.connector.sink.SinkRunner;
import dev.potoroo.connector.sink.SinkSettings;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A sink in its short form: listen, read values, close.
 *
 * <pre>{@code
 * try (SinkConnector<String> connector =
 *     SinkConnector.named("lines", m -> new String(m.payload(), UTF_8)).listen(args)) {
 *   for (String line = connector.read(); line != null; line = connector.read()) {
 *     System.out.println(line);
 *   }
 * }
 * }</pre>
 *
 * <p>A message counts as done, and is acknowledged, when {@link #read} is called again after it.
 * Within one life of the process each message is read once, over every lost connection.
 *
 * <p>A crash of the process (kill -9, power) forgets which messages were done: those that were not
 * acknowledged come again to the next process, up to 100 done ones among them. A sink that can
 * write its high-water mark with its data does better with the full form, {@link
 * dev.potoroo.connector.sink.TransactionalSink}.
 *
 * <p>One thread reads. Messages of a stream come in their order.
 *
 * @param <T> what is read
 */
public final class SinkConnector<T> implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SinkConnector.class);

  /** Messages are acknowledged at the latest when so many are done. */
  private static final int MAX_BATCH = 100;

  private final Function<? super SinkMessage, ? extends T> decoder;
  private final SinkSettings settings;
  private final Parameters parameters;
  private final HandedOverMessages messages = new HandedOverMessages();
  private final SinkRunner runner;
  private final CompletableFuture<Void> end = new CompletableFuture<>();

  private SinkConnector(Builder<T> builder, SinkSettings settings, Parameters parameters) {
    this.decoder = builder.decoder;
    this.settings = settings;
    this.parameters = parameters;
    this.runner = new SinkRunner(messages, settings);
  }

  /**
   * Begins to describe a connector.
   *
   * @param name its name on the command line and in logs
   * @param decoder makes a value of a message; called by {@link #read}
   */
  public static <T> Builder<T> named(
      String name, Function<? super SinkMessage, ? extends T> decoder) {
    return new Builder<>(name, decoder);
  }

  /** The declared parameters with their values. */
  public Parameters parameters() {
    return parameters;
  }

  /**
   * Waits for the next value. The one before is done with this call, also when the decoder threw at
   * it.
   *
   * @return null when the connector is stopped or closed and everything accepted is read
   * @throws IllegalStateException when the connector has failed; the cause says why
   */
  public @Nullable T read() throws InterruptedException {
    SinkMessage next = messages.next();
    if (next != null) {
      return decoder.apply(next);
    }
    if (end.isCompletedExceptionally()) {
      throw failed();
    }
    return null;
  }

  /** The address that is listened on, with the real port. */
  public HostAndPort address() {
    return runner.listening().join();
  }

  /**
   * No more connections and messages are taken; {@link #read} gives what was accepted, and then
   * null. From any thread; does not wait.
   */
  public void stop() {
    runner.stop();
  }

  /** Stops. The value read last, and what was accepted and not read, is not acknowledged. */
  @Override
  public void close() {
    messages.abandon();
    runner.stop();
    try {
      end.get();
    } catch (ExecutionException e) {
      throw failed();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private IllegalStateException failed() {
    Throwable cause = end.handle((nothing, failure) -> failure).join();
    return new IllegalStateException("the connector has failed: " + cause.getMessage(), cause);
  }

  private SinkConnector<T> start() {
    Thread thread = new Thread(this::run, settings.name());
    thread.setDaemon(true);
    thread.start();
    return this;
  }

  private void run() {
    try {
      runner.run();
      end.complete(null);
    } catch (HandedOverMessages.AbandonedException e) {
      end.complete(null);
    } catch (Throwable e) {
      end.completeExceptionally(e);
    } finally {
      messages.end();
    }
  }

  /** When the process is asked to go: takes no more, and lets what was accepted be read. */
  private void finish() {
    runner.stop();
    try {
      end.get(settings.stopTimeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      log.warn(
          "ending with messages accepted and not read within {} ms (option --stop-timeout)",
          settings.stopTimeout().toMillis());
    } catch (InterruptedException | ExecutionException e) {
      log.warn("ending with messages accepted and not read", e);
    }
  }

  /** Describes a connector. Not thread-safe. */
  public static final class Builder<T> {
    private final String name;
    private final Function<? super SinkMessage, ? extends T> decoder;
    private final DeclaredParameters parameters = new DeclaredParameters();
    private String description = "";

    private Builder(String name, Function<? super SinkMessage, ? extends T> decoder) {
      this.name = name;
      this.decoder = decoder;
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
     * Starts it as the program that these arguments were given to: parameters and the options of
     * every sink are read from them, the environment and the file. Prints and ends the process for
     * {@code --help} (exit code 0) and for a wrong call (2).
     *
     * <p>When the process is asked to go (SIGTERM), {@link #stop} is called, and the process waits
     * up to {@code --stop-timeout} for what was accepted to be read; then it ends as Java does on
     * that signal, with exit code 143.
     */
    public SinkConnector<T> listen(String... args) {
      SinkOptions options = new SinkOptions();
      Parameters values = parameters.parseOrExit(name, description, options, args);
      SinkConnector<T> connector =
          new SinkConnector<>(this, inBatches(options.builder(name)), values);
      Runtime.getRuntime().addShutdownHook(new Thread(connector::finish, name + "-stop"));
      return connector.start();
    }

    /**
     * Starts it within another program.
     *
     * @param settings of which batches are made smaller
     * @param given values of the declared parameters
     * @throws ConfigurationException naming all parameters that are missing or not declared
     */
    public SinkConnector<T> listen(SinkSettings.Builder settings, Map<String, String> given) {
      return new SinkConnector<>(this, inBatches(settings), parameters.from(given)).start();
    }

    private static SinkSettings inBatches(SinkSettings.Builder settings) {
      return settings.maxBatchMessages(MAX_BATCH).build();
    }
  }
}
