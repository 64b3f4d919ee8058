@NullMarked
package dev.potoroo.postgres.source.wal.format;

import org.jspecify.annotations.NullMarked;
