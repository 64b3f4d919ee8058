/**
 * Capture by outbox: exactly once, and needing no right but to create a trigger.
 *
 * <p>Triggers copy changed rows into an outbox table, in the writer's own transaction, those of a
 * statement in a bundle. The source cuts the outbox into {@link
 * dev.potoroo.postgres.source.outbox.Tick ticks}: tick k is what its snapshot sees and the snapshot
 * before did not. Snapshots are stored, so a tick reads back the same for ever, and with it every
 * message id. No row is missed that commits late, and no open transaction holds others up. Reasons:
 * docs/decisions/0004-outbox-ticks.md.
 */
@NullMarked
package dev.potoroo.postgres.source.outbox;

import org.jspecify.annotations.NullMarked;
