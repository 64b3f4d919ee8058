/**
 * Makes JSON of PostgreSQL's text form, byte for byte as {@code row_to_json} does on the server.
 *
 * <p>It holds for a connection with {@code TimeZone} UTC, {@code DateStyle} ISO, {@code
 * IntervalStyle} postgres, {@code bytea_output} hex and {@code extra_float_digits} 1, which mode
 * outbox pins too. Nothing passes through a Java type, and little through a {@code String}.
 */
@NullMarked
package dev.potoroo.postgres.source.wal.json;

import org.jspecify.annotations.NullMarked;
