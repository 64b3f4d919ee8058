/**
 * What a sink needs in its database, created where it may be and checked before the first row is
 * written: the table that it fills and the table of its marks.
 *
 * <p>{@link dev.potoroo.postgres.sink.schema.SchemaCheck} does it all. Source: PostgreSQL manual,
 * "System Catalogs".
 */
@NullMarked
package dev.potoroo.postgres.sink.schema;

import org.jspecify.annotations.NullMarked;
