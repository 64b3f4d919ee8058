package dev.potoroo.connector.command;

import dev.potoroo.connector.ConfigurationException;
import dev.potoroo.connector.HostAndPort;
import dev.potoroo.connector.source.SourceSettings;
import dev.potoroo.transport.Backoff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of every source: the mixin that makes {@link SourceSettings}. */
public final class SourceOptions implements CheckedOptions {

  @Option(
      names = "--app",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:7100",
      description = "Where the application listens for sources. Default: ${DEFAULT-VALUE}")
  private HostAndPort application = new HostAndPort("127.0.0.1", 7100);

  @Option(
      names = "--cookie",
      paramLabel = "SECRET",
      defaultValue = "",
      description = "The application's cookie. Default: empty")
  private String cookie = "";

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "This connector's name towards the application. Default: that of the command")
  private @Nullable String name;

  @Option(
      names = "--max-frame",
      paramLabel = "SIZE",
      defaultValue = "1MiB",
      description =
          "Longest frame, so also the largest message; the application has a limit of its own."
              + " Bytes, or with KiB, MiB. Default: ${DEFAULT-VALUE}")
  private ByteSize maxFrame = new ByteSize(1 << 20);

  @Option(
      names = "--backoff",
      paramLabel = "DURATION",
      defaultValue = "100ms",
      description =
          "First wait before a next try, doubled with each. With ms, s, m. Default:"
              + " ${DEFAULT-VALUE}")
  private Duration backoff = Duration.ofMillis(100);

  @Option(
      names = "--max-backoff",
      paramLabel = "DURATION",
      defaultValue = "5s",
      description = "Longest wait before a next try. Default: ${DEFAULT-VALUE}")
  private Duration maxBackoff = Duration.ofSeconds(5);

  @Option(
      names = "--connect-timeout",
      paramLabel = "DURATION",
      defaultValue = "10s",
      description = "For the TCP connection to the application. Default: ${DEFAULT-VALUE}")
  private Duration connectTimeout = Duration.ofSeconds(10);

  @Option(
      names = "--handshake-timeout",
      paramLabel = "DURATION",
      defaultValue = "30s",
      description = "For the application's answer to the greeting. Default: ${DEFAULT-VALUE}")
  private Duration handshakeTimeout = Duration.ofSeconds(30);

  @Option(
      names = "--idle-timeout",
      paramLabel = "DURATION",
      defaultValue = "60s",
      description =
          "How long an application that owes an answer may be silent before it is dialed anew; 0s"
              + " for ever. Default: ${DEFAULT-VALUE}")
  private Duration idleTimeout = Duration.ofSeconds(60);

  @Option(
      names = "--stop-timeout",
      paramLabel = "DURATION",
      defaultValue = "10s",
      description =
          "On SIGTERM, how long to wait for what was sent to be acknowledged. Default:"
              + " ${DEFAULT-VALUE}")
  private Duration stopTimeout = Duration.ofSeconds(10);

  @Mixin private final TlsOptions tls = new TlsOptions();

  /**
   * @param defaultName the name if {@code --name} is not given
   * @throws ConfigurationException when a value is out of its range
   */
  public SourceSettings settings(String defaultName) {
    return builder(defaultName).build();
  }

  /** As {@link #settings}, for a caller that has something to change. */
  public SourceSettings.Builder builder(String defaultName) {
    return inTheClear(defaultName).tls(tls.settings());
  }

  private SourceSettings.Builder inTheClear(String defaultName) {
    return SourceSettings.builder(application, name == null ? defaultName : name)
        .cookie(cookie)
        .maxFrameLength(maxFrame.toInt())
        .backoff(new Backoff(backoff, maxBackoff, Backoff.DEFAULT.jitter()))
        .connectTimeout(connectTimeout)
        .handshakeTimeout(handshakeTimeout)
        .idleTimeout(idleTimeout)
        .stopTimeout(stopTimeout);
  }

  @Override
  public List<String> complaints() {
    List<String> complaints = new ArrayList<>(tls.complaints());
    try {
      inTheClear("source").build();
    } catch (ConfigurationException e) {
      complaints.addAll(e.complaints());
    } catch (IllegalArgumentException e) {
      complaints.add("--backoff, --max-backoff: " + e.getMessage());
    }
    return complaints;
  }
}
