/** Transactions that the server sends while they are still in progress. */
@NullMarked
package dev.potoroo.postgres.source.wal.transaction;

import org.jspecify.annotations.NullMarked;
