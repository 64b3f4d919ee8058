package dev.potoroo.runtime;

import dev.potoroo.pipeline.Application;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Runs one application in this process, with direct delivery: every message of a source has its
 * outputs exactly once in every sink that keeps its high-water mark, through a crash of any
 * process.
 *
 * <pre>{@code
 * Worker worker = new Worker(application, WorkerSettings.DEFAULTS);
 * worker.start();
 * worker.completion().join();
 * }</pre>
 *
 * <p>One thread of its own does all the work and runs the application's functions. The public
 * methods may be called from any other thread. A worker runs once.
 */
public final class Worker {

  private final Application application;
  private final WorkerSettings settings;
  private final CompletableFuture<Void> completion = new CompletableFuture<>();
  private final Map<String, InetSocketAddress> addresses = new HashMap<>();
  private @Nullable WorkerRun run;

  public Worker(Application application, WorkerSettings settings) {
    this.application = application;
    this.settings = settings;
  }

  /**
   * Listens for all sources, then begins to dial the sinks, and returns. Sources may connect before
   * the sinks are there; they wait.
   *
   * @throws IOException when an address cannot be listened on, or a file of the settings cannot be
   *     used; nothing runs then
   * @throws IllegalStateException when it was started before
   */
  public synchronized void start() throws IOException {
    if (run != null || completion.isDone()) {
      throw new IllegalStateException("a worker runs once");
    }
    run = WorkerRun.start(application, settings, completion);
    addresses.putAll(run.addresses());
  }

  /**
   * Where the connectors of a source dial in, with the port that was really taken.
   *
   * @throws IllegalArgumentException when there is no such source, or the worker was not started
   */
  public synchronized InetSocketAddress address(String source) {
    InetSocketAddress address = addresses.get(source);
    if (address == null) {
      throw new IllegalArgumentException(
          "no source \"" + source + "\", the worker listens for " + addresses.keySet());
    }
    return address;
  }

  /**
   * Ends in good order: takes nothing more from sources, waits up to {@link
   * WorkerSettings#stopTimeout} for the sinks to acknowledge what they were given, acknowledges
   * that to the sources, and closes. Does not wait; a second call changes nothing.
   *
   * @return {@link #completion()}
   */
  public synchronized CompletableFuture<Void> stop() {
    if (run == null) {
      completion.complete(null);
    } else {
      run.stop();
    }
    return completion();
  }

  /**
   * Completes when the worker has ended and everything is closed: normally after {@link #stop},
   * exceptionally when it could not go on. The cause is then a {@link
   * dev.potoroo.runtime.delivery.BadMessageException}, an {@link java.io.UncheckedIOException} for
   * the dead-letter file, or what a function of the application threw as an {@link Error}.
   */
  public CompletableFuture<Void> completion() {
    return completion.copy();
  }
}
