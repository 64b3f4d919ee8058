/** What the stores of positions promise, on a real server and on a real disk. */
@NullMarked
package dev.potoroo.postgres.source.wal.position;

import org.jspecify.annotations.NullMarked;
