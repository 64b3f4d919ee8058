/**
 * Writes batches to a target table: rows and high-water marks in one transaction, and beside them,
 * where that is asked for, a dead letter for each message that the table refuses.
 *
 * <p>{@link dev.potoroo.postgres.sink.batch.TargetConnection} is the way in. {@code BatchStatement}
 * writes what the table takes whole; {@code PoisonSearch} and {@code Salvage} are for what it does
 * not. Leans on {@code dev.potoroo.postgres.sink.schema} for tables that were found fit. Source:
 * PostgreSQL manual, "INSERT", "SAVEPOINT" and "PostgreSQL Error Codes".
 */
@NullMarked
package dev.potoroo.postgres.sink.batch;

import org.jspecify.annotations.NullMarked;
