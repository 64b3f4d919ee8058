package dev.potoroo.postgres.source.wal.slot;

import dev.potoroo.connector.ConfigurationException;
import java.time.Duration;

/**
 * How much log a source's slot may make the server keep. Immutable.
 *
 * @param warnBytes from here on the log warns; 0 for never, default 1 GiB
 * @param maxBytes above this the source ends; 0 for no limit, the default
 * @param dropSlot whether it then drops the slot, so that the server frees its disk and what was
 *     not read is lost; default false
 * @param interval between two looks, default 10 s
 */
public record RetentionLimits(long warnBytes, long maxBytes, boolean dropSlot, Duration interval) {
  public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(10);

  /**
   * @throws ConfigurationException when a slot is to be dropped at no limit
   */
  public RetentionLimits {
    if (dropSlot && maxBytes == 0) {
      throw new ConfigurationException(
          "--drop-slot-when-exceeded: expected --max-retained-wal too, the limit that it is about");
    }
  }
}
