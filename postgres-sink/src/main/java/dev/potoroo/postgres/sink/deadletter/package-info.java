/**
 * What to do with dead letters: look at them, write them to their table again, drop them.
 *
 * <p>They are put there by {@code dev.potoroo.postgres.sink.batch}. Nothing here needs the sink to
 * run or to stand still. Guide: docs/guides/run-postgres-sink.md, "Dead letters".
 */
@NullMarked
package dev.potoroo.postgres.sink.deadletter;

import org.jspecify.annotations.NullMarked;
