/**
 * The sink connector for PostgreSQL: each message becomes a row, and the rows are written with
 * their high-water mark in one transaction, so that after a crash of any process each message is
 * there once.
 *
 * <p>{@link dev.potoroo.postgres.sink.PostgresSink} is the sink, {@link
 * dev.potoroo.postgres.sink.PostgresSinkCommand} its command line. Leans on {@code
 * dev.potoroo.postgres.connection} for the server and on {@code dev.potoroo.connector} for the
 * protocol. Guide: docs/guides/run-postgres-sink.md.
 */
@NullMarked
package dev.potoroo.postgres.sink;

import org.jspecify.annotations.NullMarked;
