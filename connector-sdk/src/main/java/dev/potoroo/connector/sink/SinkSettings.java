package dev.potoroo.connector.sink;

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
 * How a sink is reached by applications, and how much it takes at a time. Immutable; made by {@link
 * #builder}.
 *
 * @param listen where to listen; port 0 takes any free one
 * @param name this connector's name in logs
 * @param cookie shared secret that an application must bring, default empty; masked in {@link
 *     #toString}
 * @param maxCredits messages that an application may have under way, from 2 up, default 20000; half
 *     of them used up brings new ones
 * @param maxFrameLength longest frame taken, in bytes, from 64 up, default 1 MiB
 * @param maxPendingBytes payload bytes received and not yet written, over which no more is read,
 *     default 32 MiB; one read may go beyond
 * @param maxBatchMessages messages of one {@link TransactionalSink#write}, default 5000
 * @param maxBatchBytes payload bytes of one {@link TransactionalSink#write}, default 8 MiB; a
 *     single larger message makes a batch of its own
 * @param maxConnections at one time, default 100
 * @param maxStreams of one connection, which has those of all sources of an application; default
 *     10,000
 * @param handshakeTimeout from a connection to its HELLO, default 10 s
 * @param idleTimeout how long an application may leave a frame half done, or an answer unread,
 *     default 60 s; zero for ever
 * @param backoff between tries to open the sink
 * @param stopTimeout how long {@link SinkRunner#stop} gives what was accepted, default 10 s
 * @param tls how applications are taken with TLS, with a certificate; default null, in the clear
 */
public record SinkSettings(
    HostAndPort listen,
    String name,
    String cookie,
    int maxCredits,
    int maxFrameLength,
    long maxPendingBytes,
    int maxBatchMessages,
    long maxBatchBytes,
    int maxConnections,
    int maxStreams,
    Duration handshakeTimeout,
    Duration idleTimeout,
    Backoff backoff,
    Duration stopTimeout,
    @Nullable TlsSettings tls) {

  private static final int MIN_FRAME_LENGTH = 64;

  /**
   * @throws ConfigurationException naming every value that is out of its range
   */
  public SinkSettings {
    List<String> complaints = new ArrayList<>();
    if (name.isEmpty()) {
      complaints.add("--name: expected a name, it is empty");
    }
    requireAtLeast("--max-credits", 2, maxCredits, complaints);
    requireAtLeast("--max-frame", MIN_FRAME_LENGTH, maxFrameLength, complaints);
    requireAtLeast("--max-pending", 1, maxPendingBytes, complaints);
    requireAtLeast("--max-batch", 1, maxBatchMessages, complaints);
    requireAtLeast("max batch bytes", 1, maxBatchBytes, complaints);
    requireAtLeast("--max-connections", 1, maxConnections, complaints);
    requireAtLeast("--max-streams", 1, maxStreams, complaints);
    if (handshakeTimeout.isNegative() || handshakeTimeout.isZero()) {
      complaints.add(
          "--handshake-timeout: expected a duration above zero, got "
              + handshakeTimeout.toMillis()
              + " ms");
    }
    requireNotNegative("--idle-timeout", idleTimeout, complaints);
    requireNotNegative("--stop-timeout", stopTimeout, complaints);
    if (tls != null && tls.certificate() == null) {
      complaints.add("--tls: expected a certificate and its key too, --tls-cert and --tls-key");
    }
    if (!complaints.isEmpty()) {
      throw new ConfigurationException(complaints);
    }
  }

  /**
   * All defaults.
   *
   * @param listen where to listen; port 0 takes any free one
   * @param name this connector's name
   */
  public static Builder builder(HostAndPort listen, String name) {
    return new Builder(listen, name);
  }

  private static void requireAtLeast(String what, long least, long value, List<String> complaints) {
    if (value < least) {
      complaints.add(what + ": expected at least " + least + ", got " + value);
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
    return "SinkSettings[listen="
        + listen
        + ", name="
        + name
        + ", cookie="
        + (cookie.isEmpty() ? "none" : "***")
        + "]";
  }

  /** Collects settings; what is not set keeps its default. Not thread-safe. */
  public static final class Builder {
    private final HostAndPort listen;
    private final String name;
    private String cookie = "";
    private int maxCredits = 20_000;
    private int maxFrameLength = FrameDecoder.DEFAULT_MAX_FRAME_LENGTH;
    private long maxPendingBytes = 32L << 20;
    private int maxBatchMessages = 5_000;
    private long maxBatchBytes = 8L << 20;
    private int maxConnections = 100;
    private int maxStreams = 10_000;
    private Duration handshakeTimeout = Duration.ofSeconds(10);
    private Duration idleTimeout = Duration.ofSeconds(60);
    private Backoff backoff = Backoff.DEFAULT;
    private Duration stopTimeout = Duration.ofSeconds(10);
    private @Nullable TlsSettings tls;

    private Builder(HostAndPort listen, String name) {
      this.listen = listen;
      this.name = name;
    }

    public Builder cookie(String secret) {
      cookie = secret;
      return this;
    }

    public Builder maxCredits(int credits) {
      maxCredits = credits;
      return this;
    }

    public Builder maxFrameLength(int bytes) {
      maxFrameLength = bytes;
      return this;
    }

    public Builder maxPendingBytes(long bytes) {
      maxPendingBytes = bytes;
      return this;
    }

    public Builder maxBatchMessages(int messages) {
      maxBatchMessages = messages;
      return this;
    }

    public Builder maxBatchBytes(long bytes) {
      maxBatchBytes = bytes;
      return this;
    }

    public Builder maxConnections(int connections) {
      maxConnections = connections;
      return this;
    }

    public Builder maxStreams(int streams) {
      maxStreams = streams;
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

    public Builder backoff(Backoff between) {
      backoff = between;
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
    public SinkSettings build() {
      return new SinkSettings(
          listen,
          name,
          cookie,
          maxCredits,
          maxFrameLength,
          maxPendingBytes,
          maxBatchMessages,
          maxBatchBytes,
          maxConnections,
          maxStreams,
          handshakeTimeout,
          idleTimeout,
          backoff,
          stopTimeout,
          tls);
    }
  }
}
