package dev.potoroo.alerts.demo;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Looks at the database and at the three programs many times a second and shows what has changed.
 * Each of its waits returns when what it waits for has come, or the demo is to stop; a {@link
 * DemoException} from it says that a program has ended, or that nothing moved for a minute.
 */
final class Watch {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);
  private static final Duration LONGEST_STANDSTILL = Duration.ofSeconds(60);

  private final Deployment deployment;
  private final AlertReader reader;
  private final Screen screen;
  private final CountDownLatch stop;
  private long landed;
  private long lastMove = System.nanoTime();

  /**
   * @param stop at zero when the demo is to stop
   */
  Watch(Deployment deployment, AlertReader reader, Screen screen, CountDownLatch stop) {
    this.deployment = deployment;
    this.reader = reader;
    this.screen = screen;
    this.stop = stop;
  }

  /**
   * Until a row that is written becomes an alert.
   *
   * @throws DemoException also when the demo is to stop before that
   */
  void untilReady() throws DemoException, SQLException, InterruptedException {
    while (!reader.isReady()) {
      requireMovement("source and sink did not make ready");
      deployment.requireRunning();
      if (!pause()) {
        throw new DemoException("stopped before anything was written");
      }
    }
  }

  /** Until all transactions are written. */
  void untilWritten(TransactionWriter writer, Future<Void> writing)
      throws DemoException, SQLException, InterruptedException, ExecutionException {
    while (!writing.isDone() && pause()) {
      look();
      screen.progress(
          "%d transactions written, %d alerts landed".formatted(writer.written(), landed));
    }
    if (writing.isDone()) {
      writing.get();
    }
    lastMove = System.nanoTime();
  }

  /** Until so many alerts have landed. */
  void untilLanded(long expected) throws DemoException, SQLException, InterruptedException {
    while (landed < expected && pause()) {
      look();
      screen.progress("%d of %d alerts landed".formatted(landed, expected));
      requireMovement("%d of %d alerts landed, then no more".formatted(landed, expected));
    }
  }

  /** For as long as the demo is not to stop. */
  void untilStopped() throws DemoException, SQLException, InterruptedException {
    while (pause()) {
      look();
    }
  }

  private void look() throws DemoException, SQLException {
    deployment.requireRunning();
    List<String> alerts = reader.landed();
    if (!alerts.isEmpty()) {
      landed += alerts.size();
      lastMove = System.nanoTime();
      screen.alerts(alerts);
    }
  }

  private void requireMovement(String seen) throws DemoException {
    if (System.nanoTime() - lastMove > LONGEST_STANDSTILL.toNanos()) {
      throw new DemoException("%s for %d s".formatted(seen, LONGEST_STANDSTILL.toSeconds()));
    }
  }

  /** Whether to look again. */
  private boolean pause() throws InterruptedException {
    return !stop.await(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
  }
}
