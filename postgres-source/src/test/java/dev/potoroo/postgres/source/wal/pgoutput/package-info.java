@NullMarked
package dev.potoroo.postgres.source.wal.pgoutput;

import org.jspecify.annotations.NullMarked;
