package dev.potoroo.runtime;

import dev.potoroo.transport.Backoff;
import dev.potoroo.transport.TlsSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a worker runs, whatever the application. Immutable; begin with {@link #DEFAULTS}.
 *
 * @param workerName what the worker calls itself towards sinks; default {@code worker1}
 * @param maxFrameLength longest frame taken and sent, in bytes, from 1024; default 1 MiB
 * @param handshakeTimeout how long a connection may take to be made and greeted; default 10 s
 * @param idleTimeout how long a peer that owes something may be silent, default 60 s; zero for ever
 * @param maxConnections connections that one source takes at a time, from 1; default 100
 * @param maxStreams streams on one source connection, from 1; default 1000
 * @param maxPendingBytes outputs that may wait for one sink, in bytes, from 1; default 16 MiB.
 *     Above it sources get no new credits until half of it is sent; what their credits still allow
 *     comes on top
 * @param redialInitial wait before a lost sink is dialled again; default 100 ms, doubled each time
 * @param redialMax longest such wait; default 10 s
 * @param stopTimeout how long stopping waits for sinks to acknowledge what they have; default 10 s
 * @param onBadMessage what becomes of messages that cannot be processed; default {@link
 *     BadMessagePolicy.Fail}
 * @param tls how sources are taken and sinks dialled with TLS, with a certificate that serves for
 *     both; default null, in the clear
 */
public record WorkerSettings(
    String workerName,
    int maxFrameLength,
    Duration handshakeTimeout,
    Duration idleTimeout,
    int maxConnections,
    int maxStreams,
    long maxPendingBytes,
    Duration redialInitial,
    Duration redialMax,
    Duration stopTimeout,
    BadMessagePolicy onBadMessage,
    @Nullable TlsSettings tls) {

  public static final WorkerSettings DEFAULTS = new WorkerSettingsBuilder().build();

  /** A lower limit would refuse HELLO and NOTIFY with names of an ordinary length. */
  private static final int MIN_FRAME_LENGTH = 1024;

  /** Workers that lost the same sink do not come back in step. */
  private static final double REDIAL_JITTER = 0.5;

  /**
   * @throws IllegalArgumentException naming every value that is out of its range, a line each
   */
  public WorkerSettings {
    Ranges ranges = new Ranges();
    ranges.require(!workerName.isBlank(), "workerName: expected a name", workerName);
    ranges.require(
        maxFrameLength >= MIN_FRAME_LENGTH,
        "maxFrameLength: expected at least " + MIN_FRAME_LENGTH + " bytes",
        maxFrameLength);
    ranges.requirePositive("handshakeTimeout", handshakeTimeout);
    ranges.require(!idleTimeout.isNegative(), "idleTimeout: expected 0 or more", idleTimeout);
    ranges.require(maxConnections >= 1, "maxConnections: expected at least 1", maxConnections);
    ranges.require(maxStreams >= 1, "maxStreams: expected at least 1", maxStreams);
    ranges.require(maxPendingBytes >= 1, "maxPendingBytes: expected at least 1", maxPendingBytes);
    ranges.requirePositive("redialInitial", redialInitial);
    ranges.require(
        redialMax.compareTo(redialInitial) >= 0,
        "redialMax: expected at least redialInitial, " + redialInitial,
        redialMax);
    ranges.requirePositive("stopTimeout", stopTimeout);
    ranges.require(
        tls == null || tls.certificate() != null,
        "tls: expected a certificate and its key",
        "none");
    ranges.check();
  }

  /** A builder that begins with these settings. */
  public WorkerSettingsBuilder toBuilder() {
    return new WorkerSettingsBuilder(this);
  }

  Backoff redial() {
    return new Backoff(redialInitial, redialMax, REDIAL_JITTER);
  }

  /** What is wrong, all of it. */
  private static final class Ranges {
    private final List<String> complaints = new ArrayList<>();

    void require(boolean holds, String expected, Object got) {
      if (!holds) {
        complaints.add(expected + ", got " + got);
      }
    }

    void requirePositive(String name, Duration duration) {
      require(
          !duration.isZero() && !duration.isNegative(), name + ": expected more than 0", duration);
    }

    void check() {
      if (!complaints.isEmpty()) {
        throw new IllegalArgumentException(String.join(System.lineSeparator(), complaints));
      }
    }
  }
}
