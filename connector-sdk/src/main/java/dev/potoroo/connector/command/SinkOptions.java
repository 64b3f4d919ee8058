package dev.potoroo.connector.command;

import dev.potoroo.connector.ConfigurationException;
import dev.potoroo.connector.HostAndPort;
import dev.potoroo.connector.sink.SinkSettings;
import dev.potoroo.transport.Backoff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of every sink: the mixin that makes {@link SinkSettings}. */
public final class SinkOptions implements CheckedOptions {

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:7200",
      description =
          "Where to listen for applications; port 0 takes a free one and logs it. Default:"
              + " ${DEFAULT-VALUE}")
  private HostAndPort listen = new HostAndPort("127.0.0.1", 7200);

  @Option(
      names = "--cookie",
      paramLabel = "SECRET",
      defaultValue = "",
      description = "What an application has to bring. Default: empty")
  private String cookie = "";

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "This connector's name in logs. Default: that of the command")
  private @Nullable String name;

  @Option(
      names = "--max-credits",
      paramLabel = "MESSAGES",
      defaultValue = "20000",
      description = "Messages an application may have under way. Default: ${DEFAULT-VALUE}")
  private int maxCredits = 20_000;

  @Option(
      names = "--max-frame",
      paramLabel = "SIZE",
      defaultValue = "1MiB",
      description =
          "Longest frame taken, so also the largest message. Bytes, or with KiB, MiB. Default:"
              + " ${DEFAULT-VALUE}")
  private ByteSize maxFrame = new ByteSize(1 << 20);

  @Option(
      names = "--max-pending",
      paramLabel = "SIZE",
      defaultValue = "32MiB",
      description =
          "What is received and not yet written, over which no more is read. Default:"
              + " ${DEFAULT-VALUE}")
  private ByteSize maxPending = new ByteSize(32L << 20);

  @Option(
      names = "--max-batch",
      paramLabel = "MESSAGES",
      defaultValue = "5000",
      description = "Messages written in one transaction at most. Default: ${DEFAULT-VALUE}")
  private int maxBatch = 5_000;

  @Option(
      names = "--max-connections",
      paramLabel = "COUNT",
      defaultValue = "100",
      description = "Connections at one time. Default: ${DEFAULT-VALUE}")
  private int maxConnections = 100;

  @Option(
      names = "--max-streams",
      paramLabel = "COUNT",
      defaultValue = "10000",
      description =
          "Streams on one connection: those of all sources of an application together. Default:"
              + " ${DEFAULT-VALUE}")
  private int maxStreams = 10_000;

  @Option(
      names = "--handshake-timeout",
      paramLabel = "DURATION",
      defaultValue = "10s",
      description =
          "For the greeting of an application that has connected. With ms, s, m. Default:"
              + " ${DEFAULT-VALUE}")
  private Duration handshakeTimeout = Duration.ofSeconds(10);

  @Option(
      names = "--idle-timeout",
      paramLabel = "DURATION",
      defaultValue = "60s",
      description =
          "How long an application may leave a frame half done, or answers unread, before its"
              + " connection is closed; 0s for ever. Default: ${DEFAULT-VALUE}")
  private Duration idleTimeout = Duration.ofSeconds(60);

  @Option(
      names = "--backoff",
      paramLabel = "DURATION",
      defaultValue = "100ms",
      description =
          "First wait before opening the sink is tried again, doubled with each try. Default:"
              + " ${DEFAULT-VALUE}")
  private Duration backoff = Duration.ofMillis(100);

  @Option(
      names = "--max-backoff",
      paramLabel = "DURATION",
      defaultValue = "5s",
      description = "Longest wait before a next try. Default: ${DEFAULT-VALUE}")
  private Duration maxBackoff = Duration.ofSeconds(5);

  @Option(
      names = "--stop-timeout",
      paramLabel = "DURATION",
      defaultValue = "10s",
      description =
          "On SIGTERM, how long to go on writing what was accepted. Default: ${DEFAULT-VALUE}")
  private Duration stopTimeout = Duration.ofSeconds(10);

  @Mixin private final ListenerTlsOptions tls = new ListenerTlsOptions();

  /**
   * @param defaultName the name if {@code --name} is not given
   * @throws ConfigurationException when a value is out of its range
   */
  public SinkSettings settings(String defaultName) {
    return builder(defaultName).build();
  }

  /** As {@link #settings}, for a caller that has something to change. */
  public SinkSettings.Builder builder(String defaultName) {
    return inTheClear(defaultName).tls(tls.settings());
  }

  private SinkSettings.Builder inTheClear(String defaultName) {
    return SinkSettings.builder(listen, name == null ? defaultName : name)
        .cookie(cookie)
        .maxCredits(maxCredits)
        .maxFrameLength(maxFrame.toInt())
        .maxPendingBytes(maxPending.bytes())
        .maxBatchMessages(maxBatch)
        .maxConnections(maxConnections)
        .maxStreams(maxStreams)
        .handshakeTimeout(handshakeTimeout)
        .idleTimeout(idleTimeout)
        .backoff(new Backoff(backoff, maxBackoff, Backoff.DEFAULT.jitter()))
        .stopTimeout(stopTimeout);
  }

  @Override
  public List<String> complaints() {
    List<String> complaints = new ArrayList<>(tls.complaints(false));
    try {
      inTheClear("sink").build();
    } catch (ConfigurationException e) {
      complaints.addAll(e.complaints());
    } catch (IllegalArgumentException e) {
      complaints.add("--backoff, --max-backoff: " + e.getMessage());
    }
    return complaints;
  }
}
