package dev.potoroo.runtime;

import dev.potoroo.protocol.frame.FrameDecoder;
import dev.potoroo.transport.TlsSettings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Changes some of the {@link WorkerSettings}; units, ranges and defaults stand there. Not
 * thread-safe.
 */
public final class WorkerSettingsBuilder {
  private String workerName = "worker1";
  private int maxFrameLength = FrameDecoder.DEFAULT_MAX_FRAME_LENGTH;
  private Duration handshakeTimeout = Duration.ofSeconds(10);
  private Duration idleTimeout = Duration.ofSeconds(60);
  private int maxConnections = 100;
  private int maxStreams = 1000;
  private long maxPendingBytes = 16L << 20;
  private Duration redialInitial = Duration.ofMillis(100);
  private Duration redialMax = Duration.ofSeconds(10);
  private Duration stopTimeout = Duration.ofSeconds(10);
  private BadMessagePolicy onBadMessage = new BadMessagePolicy.Fail();
  private @Nullable TlsSettings tls;

  WorkerSettingsBuilder() {}

  WorkerSettingsBuilder(WorkerSettings from) {
    workerName = from.workerName();
    maxFrameLength = from.maxFrameLength();
    handshakeTimeout = from.handshakeTimeout();
    idleTimeout = from.idleTimeout();
    maxConnections = from.maxConnections();
    maxStreams = from.maxStreams();
    maxPendingBytes = from.maxPendingBytes();
    redialInitial = from.redialInitial();
    redialMax = from.redialMax();
    stopTimeout = from.stopTimeout();
    onBadMessage = from.onBadMessage();
    tls = from.tls();
  }

  public WorkerSettingsBuilder workerName(String name) {
    workerName = name;
    return this;
  }

  public WorkerSettingsBuilder maxFrameLength(int bytes) {
    maxFrameLength = bytes;
    return this;
  }

  public WorkerSettingsBuilder handshakeTimeout(Duration timeout) {
    handshakeTimeout = timeout;
    return this;
  }

  public WorkerSettingsBuilder idleTimeout(Duration timeout) {
    idleTimeout = timeout;
    return this;
  }

  public WorkerSettingsBuilder maxConnections(int connections) {
    maxConnections = connections;
    return this;
  }

  public WorkerSettingsBuilder maxStreams(int streams) {
    maxStreams = streams;
    return this;
  }

  public WorkerSettingsBuilder maxPendingBytes(long bytes) {
    maxPendingBytes = bytes;
    return this;
  }

  public WorkerSettingsBuilder redial(Duration initial, Duration max) {
    redialInitial = initial;
    redialMax = max;
    return this;
  }

  public WorkerSettingsBuilder stopTimeout(Duration timeout) {
    stopTimeout = timeout;
    return this;
  }

  public WorkerSettingsBuilder onBadMessage(BadMessagePolicy policy) {
    onBadMessage = policy;
    return this;
  }

  public WorkerSettingsBuilder tls(@Nullable TlsSettings files) {
    tls = files;
    return this;
  }

  /**
   * @throws IllegalArgumentException naming every value that is out of its range, a line each
   */
  public WorkerSettings build() {
    return new WorkerSettings(
        workerName,
        maxFrameLength,
        handshakeTimeout,
        idleTimeout,
        maxConnections,
        maxStreams,
        maxPendingBytes,
        redialInitial,
        redialMax,
        stopTimeout,
        onBadMessage,
        tls);
  }
}
