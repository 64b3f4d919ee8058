/** Publications and slots of a real server, and what becomes of them. */
@NullMarked
package dev.potoroo.postgres.source.wal.slot;

import org.jspecify.annotations.NullMarked;
