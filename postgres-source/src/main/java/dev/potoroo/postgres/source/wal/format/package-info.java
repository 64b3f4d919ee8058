/** What a change becomes as a message: its payload and its key. */
@NullMarked
package dev.potoroo.postgres.source.wal.format;

import org.jspecify.annotations.NullMarked;
