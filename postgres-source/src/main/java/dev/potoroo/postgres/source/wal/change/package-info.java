/**
 * What the log says, whichever output plugin read it: transactions, the changes in them, and the
 * tables that they are about.
 *
 * <p>{@link dev.potoroo.postgres.source.wal.change.LogEvent} is all that a plugin gives; {@link
 * dev.potoroo.postgres.source.wal.change.Change} is the part of it that becomes messages. Values
 * stay in PostgreSQL's text form.
 */
@NullMarked
package dev.potoroo.postgres.source.wal.change;

import org.jspecify.annotations.NullMarked;
