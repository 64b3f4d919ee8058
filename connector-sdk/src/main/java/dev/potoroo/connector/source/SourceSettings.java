package dev.potoroo.connector.source;

import dev.potoroo.connector.ConfigurationException;
import dev.potoroo.connector.HostAndPort;
import dev.potoroo.protocol.frame.FrameDecoder;
import dev.potoroo.transport.Backoff;
import dev.potoroo.transport.TlsSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a source reaches its application. Immutable; made by {@link #builder}.
 *
 * @param application where the application listens for sources
 * @param cookie the application's shared secret, default empty; masked in {@link #toString}
 * @param programName this connector's name in HELLO and in logs
 * @param instanceName tells several processes of one program apart; default the program name
 * @param maxFrameLength longest frame sent or taken, in bytes, from 64 up, default 1 MiB; the
 *     application has a limit of its own
 * @param backoff between tries to reach the application, or to open the source
 * @param connectTimeout for the TCP connection, default 10 s
 * @param handshakeTimeout from HELLO to OK, default 30 s
 * @param idleTimeout how long an application that owes an answer may be silent, default 60 s; zero
 *     for ever
 * @param pollWait what {@link ReplayableSource#poll} may wait, default 100 ms
 * @param acknowledgeInterval least time between two rounds of {@link
 *     ReplayableSource#acknowledged}, default 20 ms; zero for no such limit
 * @param refusalWait before a refused stream is announced again, default 1 s
 * @param stopTimeout how long {@link SourceRunner#stop} waits for what was sent to be acknowledged,
 *     default 10 s
 * @param tls how the application is dialed with TLS; default null, in the clear
 */
public record SourceSettings(
    HostAndPort application,
    String cookie,
    String programName,
    String instanceName,
    int maxFrameLength,
    Backoff backoff,
    Duration connectTimeout,
    Duration handshakeTimeout,
    Duration idleTimeout,
    Duration pollWait,
    Duration acknowledgeInterval,
    Duration refusalWait,
    Duration stopTimeout,
    @Nullable TlsSettings tls) {

  private static final int MIN_FRAME_LENGTH = 64;

  /**
   * @throws ConfigurationException naming every value that is out of its range
   */
  public SourceSettings {
    List<String> complaints = new ArrayList<>();
    if (application.port() == 0) {
      complaints.add("--app: expected a port from 1 to 65535, got 0");
    }
    if (programName.isEmpty()) {
      complaints.add("--name: expected a name, it is empty");
    }
    if (maxFrameLength < MIN_FRAME_LENGTH) {
      complaints.add(
          "--max-frame: expected at least "
              + MIN_FRAME_LENGTH
              + " bytes, got "
              + maxFrameLength
              + " bytes");
    }
    requirePositive("--connect-timeout", connectTimeout, complaints);
    requirePositive("--handshake-timeout", handshakeTimeout, complaints);
    requirePositive("poll wait", pollWait, complaints);
    requirePositive("refusal wait", refusalWait, complaints);
    requireNotNegative("acknowledge interval", acknowledgeInterval, complaints);
    requireNotNegative("--idle-timeout", idleTimeout, complaints);
    requireNotNegative("--stop-timeout", stopTimeout, complaints);
    if (!complaints.isEmpty()) {
      throw new ConfigurationException(complaints);
    }
  }

  /**
   * All defaults.
   *
   * @param application where the application listens for sources
   * @param programName this connector's name
   */
  public static Builder builder(HostAndPort application, String programName) {
    return new Builder(application, programName);
  }

  private static void requirePositive(String what, Duration duration, List<String> complaints) {
    if (duration.isNegative() || duration.isZero()) {
      complaints.add(what + ": expected a duration above zero, got " + duration.toMillis() + " ms");
    }
  }

  private static void requireNotNegative(String what, Duration duration, List<String> complaints) {
    if (duration.isNegative()) {
      complaints.add(
          what + ": expected a duration from zero up, got " + duration.toMillis() + " ms");
    }
  }

  @Override
  public String toString() {
    return "SourceSettings[application="
        + application
        + ", cookie="
        + (cookie.isEmpty() ? "none" : "***")
        + ", programName="
        + programName
        + ", instanceName="
        + instanceName
        + "]";
  }

  /** Collects settings; what is not set keeps its default. Not thread-safe. */
  public static final class Builder {
    private final HostAndPort application;
    private final String programName;
    private String instanceName;
    private String cookie = "";
    private int maxFrameLength = FrameDecoder.DEFAULT_MAX_FRAME_LENGTH;
    private Backoff backoff = Backoff.DEFAULT;
    private Duration connectTimeout = Duration.ofSeconds(10);
    private Duration handshakeTimeout = Duration.ofSeconds(30);
    private Duration idleTimeout = Duration.ofSeconds(60);
    private Duration pollWait = Duration.ofMillis(100);
    private Duration acknowledgeInterval = Duration.ofMillis(20);
    private Duration refusalWait = Duration.ofSeconds(1);
    private Duration stopTimeout = Duration.ofSeconds(10);
    private @Nullable TlsSettings tls;

    private Builder(HostAndPort application, String programName) {
      this.application = application;
      this.programName = programName;
      this.instanceName = programName;
    }

    public Builder cookie(String secret) {
      cookie = secret;
      return this;
    }

    public Builder instanceName(String name) {
      instanceName = name;
      return this;
    }

    public Builder maxFrameLength(int bytes) {
      maxFrameLength = bytes;
      return this;
    }

    public Builder backoff(Backoff between) {
      backoff = between;
      return this;
    }

    public Builder connectTimeout(Duration timeout) {
      connectTimeout = timeout;
      return this;
    }

    public Builder handshakeTimeout(Duration timeout) {
      handshakeTimeout = timeout;
      return this;
    }

    public Builder idleTimeout(Duration timeout) {
      idleTimeout = timeout;
      return this;
    }

    public Builder pollWait(Duration wait) {
      pollWait = wait;
      return this;
    }

    public Builder acknowledgeInterval(Duration interval) {
      acknowledgeInterval = interval;
      return this;
    }

    public Builder refusalWait(Duration wait) {
      refusalWait = wait;
      return this;
    }

    public Builder stopTimeout(Duration timeout) {
      stopTimeout = timeout;
      return this;
    }

    public Builder tls(@Nullable TlsSettings files) {
      tls = files;
      return this;
    }

    /**
     * @throws ConfigurationException naming every value that is out of its range
     */
    public SourceSettings build() {
      return new SourceSettings(
          application,
          cookie,
          programName,
          instanceName,
          maxFrameLength,
          backoff,
          connectTimeout,
          handshakeTimeout,
          idleTimeout,
          pollWait,
          acknowledgeInterval,
          refusalWait,
          stopTimeout,
          tls);
    }
  }
}
