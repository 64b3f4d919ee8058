@NullMarked
package dev.potoroo.postgres.source.wal.debezium;

import org.jspecify.annotations.NullMarked;
