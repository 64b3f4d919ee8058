/**
 * Transactions that the server sends while they are still in progress (PostgreSQL manual,
 * "Streaming of Large Transactions for Logical Decoding"; protocol 2 of pgoutput, from PostgreSQL
 * 14 on): kept until they commit, in memory or on disk.
 *
 * <p>{@link dev.potoroo.postgres.source.wal.transaction.StreamedTransactions} is the way in.
 */
@NullMarked
package dev.potoroo.postgres.source.wal.transaction;

import org.jspecify.annotations.NullMarked;
