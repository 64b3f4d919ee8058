/**
 * The source connector for PostgreSQL: committed rows of tables, or notifications, become messages
 * of a stream application.
 *
 * <p>{@link dev.potoroo.postgres.source.PostgresSourceCommand} is the executable. It captures by
 * {@link dev.potoroo.postgres.source.outbox outbox} or from the {@link
 * dev.potoroo.postgres.source.wal write-ahead log}, exactly once, or by {@link
 * dev.potoroo.postgres.source.notify notify}, at most once while disconnected. Leans on
 * connector-sdk for the application's side and on postgres-connection for the database's. Guide:
 * docs/guides/run-postgres-source.md.
 */
@NullMarked
package dev.potoroo.postgres.source;

import org.jspecify.annotations.NullMarked;
