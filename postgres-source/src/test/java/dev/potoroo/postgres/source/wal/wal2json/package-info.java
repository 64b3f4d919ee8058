@NullMarked
package dev.potoroo.postgres.source.wal.wal2json;

import org.jspecify.annotations.NullMarked;
