/**
 * What the log does not say about tables and types, and the catalog does: which columns are the
 * primary key, what an array holds, which fields a composite has.
 */
@NullMarked
package dev.potoroo.postgres.source.wal.catalog;

import org.jspecify.annotations.NullMarked;
