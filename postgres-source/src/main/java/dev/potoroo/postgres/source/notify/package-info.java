/**
 * Capture by NOTIFY: the simplest way, and the one for channels that others notify on.
 *
 * <p>The payload of the notification is the message. PostgreSQL keeps no notification for a
 * listener that is away, so what is sent while the source is disconnected from the database is
 * lost; for rows that must arrive there is {@link dev.potoroo.postgres.source.outbox outbox}.
 * Source: PostgreSQL manual, "NOTIFY".
 */
@NullMarked
package dev.potoroo.postgres.source.notify;

import org.jspecify.annotations.NullMarked;
