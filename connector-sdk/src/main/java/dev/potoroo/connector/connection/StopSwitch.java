package dev.potoroo.connector.connection;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** That a connector is to stop: asked from any thread, heard by the connector thread. */
public final class StopSwitch {

  private final CountDownLatch asked = new CountDownLatch(1);

  public void stop() {
    asked.countDown();
  }

  public boolean isStopped() {
    return asked.getCount() == 0;
  }

  /**
   * Waits, but not past {@link #stop}.
   *
   * @return {@link #isStopped}
   */
  public boolean pause(Duration duration) throws InterruptedException {
    return asked.await(duration.toNanos(), TimeUnit.NANOSECONDS);
  }
}
