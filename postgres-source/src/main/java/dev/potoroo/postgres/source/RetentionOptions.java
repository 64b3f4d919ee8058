package dev.potoroo.postgres.source;

import dev.potoroo.connector.ConfigurationException;
import dev.potoroo.connector.command.ByteSize;
import dev.potoroo.connector.command.CheckedOptions;
import dev.potoroo.postgres.source.wal.slot.RetentionLimits;
import java.util.List;
import picocli.CommandLine.Option;

/** How much log a slot may make the server keep: the mixin that makes {@link RetentionLimits}. */
final class RetentionOptions implements CheckedOptions {

  @Option(
      names = "--warn-retained-wal",
      paramLabel = "SIZE",
      defaultValue = "1GiB",
      description =
          "With mode wal: warn when the slot makes the server keep so much of its log, and at each"
              + " doubling; 0 for never. With KiB, MiB, GiB. Default: ${DEFAULT-VALUE}")
  private ByteSize warnRetainedWal = new ByteSize(1L << 30);

  @Option(
      names = "--max-retained-wal",
      paramLabel = "SIZE",
      description =
          "With mode wal: end with exit code 1 when the slot makes the server keep more. With KiB,"
              + " MiB, GiB. Default: no limit")
  private ByteSize maxRetainedWal = new ByteSize(0);

  @Option(
      names = "--drop-slot-when-exceeded",
      description =
          "With --max-retained-wal: drop the slot then, so that the server frees its disk. What was"
              + " not read is lost; the gap is recorded")
  private boolean dropSlotWhenExceeded;

  /**
   * @throws ConfigurationException when they do not fit together
   */
  RetentionLimits limits() {
    return new RetentionLimits(
        warnRetainedWal.bytes(),
        maxRetainedWal.bytes(),
        dropSlotWhenExceeded,
        RetentionLimits.DEFAULT_INTERVAL);
  }

  @Override
  public List<String> complaints() {
    return CaptureOptions.complaintsOf(this::limits);
  }
}
