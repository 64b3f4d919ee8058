/** The rows that were in the tables before the log began. */
@NullMarked
package dev.potoroo.postgres.source.wal.snapshot;

import org.jspecify.annotations.NullMarked;
