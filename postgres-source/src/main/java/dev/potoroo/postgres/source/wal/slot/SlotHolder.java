package dev.potoroo.postgres.source.wal.slot;

import org.jspecify.annotations.Nullable;

/**
 * The session that reads a slot. What another role's session tells takes the rights of {@code
 * pg_read_all_stats}, and is null without.
 *
 * @param pid its server process
 * @param application what it calls itself
 * @param client its address, null for a local socket too
 * @param since when it connected
 */
record SlotHolder(
    int pid, @Nullable String application, @Nullable String client, @Nullable String since) {

  @Override
  public String toString() {
    return "server process %d, application %s, client %s, since %s"
        .formatted(pid, application, client, since);
  }
}
