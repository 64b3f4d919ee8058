package dev.potoroo.postgres.source.capture;

import dev.potoroo.protocol.StreamId;

/** Names for advisory locks, for which PostgreSQL has numbers of 64 bits only. */
public final class AdvisoryKey {

  private AdvisoryKey() {}

  /** The same for the same name, everywhere and always. */
  public static long of(String name) {
    return StreamId.of(name).value();
  }
}
