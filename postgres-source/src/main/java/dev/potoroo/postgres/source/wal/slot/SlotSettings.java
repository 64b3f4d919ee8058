package dev.potoroo.postgres.source.wal.slot;

/**
 * Which slot a source reads, and how it is kept. Immutable.
 *
 * @param name of the slot, default {@link SlotName#derived}
 * @param publication default {@link PublicationName#derived}; wal2json needs none
 * @param plugin default pgoutput
 * @param failover whether standbys get a copy of the slot, default false; from PostgreSQL 17 on
 * @param onLost default fail
 */
public record SlotSettings(
    SlotName name,
    PublicationName publication,
    OutputPlugin plugin,
    boolean failover,
    OnLostSlot onLost) {}
