/**
 * Values as Debezium's connector for PostgreSQL represents them with its default options, in JSON
 * without a schema.
 *
 * <p>Source: Debezium documentation, connector for PostgreSQL, "Data type mappings". Where that
 * loses a value, or would give one that another could equal, it is a string, the value's text form:
 * NaN and the infinities of numeric, infinite dates, and times out of the range of a number.
 */
@NullMarked
package dev.potoroo.postgres.source.wal.debezium;

import org.jspecify.annotations.NullMarked;
