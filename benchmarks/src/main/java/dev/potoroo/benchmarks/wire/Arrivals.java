package dev.potoroo.benchmarks.wire;

import com.sun.management.OperatingSystemMXBean;
import dev.potoroo.benchmarks.measure.Metric;
import dev.potoroo.benchmarks.measure.Sample;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Counts what arrives, and takes the time from the end of the warm-up to the last. One thread
 * counts, another awaits.
 */
final class Arrivals {

  static final Metric RATE = Metric.rate("messages");

  /** Of the process that counts. */
  static final Metric PROCESSOR = Metric.cost("processor", "ns a message");

  /** What {@link #toString} gives: how many, how long it took, and what the process used. */
  static final Pattern MEASURED =
      Pattern.compile("measured (\\d+) in (\\d+) ns, (\\d+) ns of the processors");

  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final long warmUp;
  private final long total;
  private final CountDownLatch complete = new CountDownLatch(1);
  private long count;
  private long began;
  private long ended;
  private long processorBegan;
  private long processorEnded;

  /**
   * @param warmUp so many are not in the figure
   * @param measured so many come after them
   */
  Arrivals(long warmUp, long measured) {
    this.warmUp = warmUp;
    this.total = warmUp + measured;
  }

  /**
   * One more is here.
   *
   * @param id has to be that of the one before and one more; the first is 1
   */
  void arrived(long id) {
    if (id != count + 1) {
      throw new IllegalStateException("expected message " + (count + 1) + ", got " + id);
    }
    count = id;
    if (id == warmUp) {
      began = System.nanoTime();
      processorBegan = PROCESS.getProcessCpuTime();
    }
    if (id == total) {
      ended = System.nanoTime();
      processorEnded = PROCESS.getProcessCpuTime();
      complete.countDown();
    }
  }

  void awaitAll(Duration limit) throws InterruptedException, TimeoutException {
    if (!complete.await(limit.toSeconds(), TimeUnit.SECONDS)) {
      throw new TimeoutException("not all of " + total + " messages have arrived in " + limit);
    }
  }

  /** What another process printed with {@link #toString}. */
  static Sample sample(Matcher measured) {
    long count = Long.parseLong(measured.group(1));
    return Sample.ofRate(RATE, count, Long.parseLong(measured.group(2)))
        .and(PROCESSOR, Double.parseDouble(measured.group(3)) / count);
  }

  /** Once all have arrived. */
  @Override
  public String toString() {
    return "measured %d in %d ns, %d ns of the processors"
        .formatted(total - warmUp, ended - began, processorEnded - processorBegan);
  }
}
