package dev.potoroo.postgres.source.wal.change;

import java.time.Instant;
import org.postgresql.replication.LogSequenceNumber;

/**
 * The committed transaction that a change belongs to. For a {@link Read}, the place and time that
 * its snapshot stands for, with xid 0.
 *
 * @param xid its id, unsigned 32-bit, without epoch
 * @param commitLsn where its commit record begins
 * @param commitTime as the server's clock had it, with microseconds
 */
public record Transaction(long xid, LogSequenceNumber commitLsn, Instant commitTime) {}
