package dev.potoroo.postgres.source.wal.slot;

import dev.potoroo.postgres.source.wal.snapshot.SlotSnapshot;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;

/**
 * A slot that is ready to be streamed from.
 *
 * @param server whose log it is, to be stored with the position
 * @param base from where to stream: the stored one, or that of a new slot
 * @param fresh whether the streams are to begin anew, under a new incarnation; else they go on
 * @param snapshot when fresh and asked for, else null. It may stand for a later place than {@code
 *     base}, when the slot was there before. The caller closes it
 */
public record SlotStart(
    ServerIdentity server,
    LogSequenceNumber base,
    boolean fresh,
    @Nullable SlotSnapshot snapshot) {}
