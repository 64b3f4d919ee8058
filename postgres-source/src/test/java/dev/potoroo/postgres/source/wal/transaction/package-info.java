@NullMarked
package dev.potoroo.postgres.source.wal.transaction;

import org.jspecify.annotations.NullMarked;
