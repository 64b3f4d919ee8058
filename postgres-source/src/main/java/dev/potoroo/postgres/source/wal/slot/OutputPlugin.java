package dev.potoroo.postgres.source.wal.slot;

import java.util.Locale;

/** What turns the server's log into changes. A slot keeps the one that it was made with. */
public enum OutputPlugin {
  /** Part of PostgreSQL. */
  PGOUTPUT,
  /** An extension that the server's machine must have. */
  WAL2JSON;

  /** As options and {@code pg_replication_slots} write it: {@code pgoutput}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
