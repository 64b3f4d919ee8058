package dev.potoroo.alerts;

import dev.potoroo.connector.command.ByteSize;
import dev.potoroo.connector.command.CheckedOptions;
import dev.potoroo.connector.command.ListenerTlsOptions;
import dev.potoroo.runtime.WorkerSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of how the application runs, whatever it does: the mixin that makes its settings. */
final class WorkerOptions implements CheckedOptions {
  private static final int MIN_FRAME_BYTES = 1024;

  @Option(
      names = "--on-bad-message",
      paramLabel = "fail|skip|dead-letter FILE",
      hideParamSyntax = true,
      arity = "1..2",
      defaultValue = "fail",
      description = {
        "What to do with a message that is not a transaction. Default: ${DEFAULT-VALUE}",
        "fail: end with exit code 1; nothing from it on is acknowledged",
        "skip: warn and go on",
        "dead-letter FILE: append it with the reason to FILE, a JSON object a line, and go on"
      })
  private List<String> onBadMessage = new ArrayList<>(List.of("fail"));

  @Option(
      names = "--max-frame",
      paramLabel = "SIZE",
      defaultValue = "1MiB",
      description =
          "Longest frame, so also the largest message; the connectors have limits of their own."
              + " Bytes, or with KiB, MiB. Default: ${DEFAULT-VALUE}")
  private ByteSize maxFrame = new ByteSize(1 << 20);

  @Option(
      names = "--max-pending",
      paramLabel = "SIZE",
      defaultValue = "16MiB",
      description =
          "Alerts that may wait for the sink before sources get no more credits. Default:"
              + " ${DEFAULT-VALUE}")
  private ByteSize maxPending = new ByteSize(16L << 20);

  @Option(
      names = "--max-connections",
      paramLabel = "COUNT",
      defaultValue = "100",
      description = "Source connectors at one time. Default: ${DEFAULT-VALUE}")
  private int maxConnections = 100;

  @Option(
      names = "--handshake-timeout",
      paramLabel = "DURATION",
      defaultValue = "10s",
      description =
          "For a connection to be made and greeted. With ms, s, m. Default: ${DEFAULT-VALUE}")
  private Duration handshakeTimeout = Duration.ofSeconds(10);

  @Option(
      names = "--idle-timeout",
      paramLabel = "DURATION",
      defaultValue = "60s",
      description =
          "How long a connector that owes an answer, or the rest of a frame, may be silent before"
              + " its connection is closed; 0s for ever. Default: ${DEFAULT-VALUE}")
  private Duration idleTimeout = Duration.ofSeconds(60);

  @Option(
      names = "--backoff",
      paramLabel = "DURATION",
      defaultValue = "100ms",
      description =
          "First wait before the sink is dialled again, doubled with each try. Default:"
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
          "On SIGTERM, how long to wait for the sink to acknowledge what it was sent. Default:"
              + " ${DEFAULT-VALUE}")
  private Duration stopTimeout = Duration.ofSeconds(10);

  /** For the sources that dial in and for the sink that is dialled. */
  @Mixin private final ListenerTlsOptions tls = new ListenerTlsOptions();

  /** Only after {@link #complaints} had none. */
  WorkerSettings settings() {
    return WorkerSettings.DEFAULTS.toBuilder()
        .onBadMessage(BadMessageWords.policy(onBadMessage))
        .maxFrameLength(maxFrame.toInt())
        .maxPendingBytes(maxPending.bytes())
        .maxConnections(maxConnections)
        .handshakeTimeout(handshakeTimeout)
        .idleTimeout(idleTimeout)
        .redial(backoff, maxBackoff)
        .stopTimeout(stopTimeout)
        .tls(tls.settings())
        .build();
  }

  @Override
  public List<String> complaints() {
    List<String> complaints = new ArrayList<>();
    try {
      BadMessageWords.policy(onBadMessage);
    } catch (IllegalArgumentException e) {
      complaints.add(e.getMessage());
    }
    if (maxFrame.bytes() < MIN_FRAME_BYTES) {
      complaints.add("--max-frame: expected at least 1KiB, got " + maxFrame);
    }
    if (maxPending.bytes() < 1) {
      complaints.add("--max-pending: expected at least 1 byte, got " + maxPending);
    }
    if (maxConnections < 1) {
      complaints.add("--max-connections: expected at least 1, got " + maxConnections);
    }
    requirePositive("--handshake-timeout", handshakeTimeout, complaints);
    if (idleTimeout.isNegative()) {
      complaints.add("--idle-timeout: expected 0 or more, got " + idleTimeout.toMillis() + " ms");
    }
    requirePositive("--backoff", backoff, complaints);
    requirePositive("--stop-timeout", stopTimeout, complaints);
    if (maxBackoff.compareTo(backoff) < 0) {
      complaints.add(
          "--max-backoff: expected at least what --backoff has, %d ms, got %d ms"
              .formatted(backoff.toMillis(), maxBackoff.toMillis()));
    }
    complaints.addAll(tls.complaints(true));
    return complaints;
  }

  private static void requirePositive(String option, Duration value, List<String> complaints) {
    if (value.isZero() || value.isNegative()) {
      complaints.add(option + ": expected more than 0, got " + value.toMillis() + " ms");
    }
  }
}
