package dev.potoroo.postgres.source.outbox;

import java.util.List;

/**
 * What one query brought.
 *
 * @param rows in order; empty when there were none
 * @param next the place after the last; where there was none, any
 */
record RowBatch(List<OutboxRow> rows, OutboxPlace next) {}
