package dev.potoroo.postgres.source.outbox;

import java.util.List;

/**
 * What one query brought.
 *
 * @param rows in order; empty when there were none
 * @param bundles how many they came from
 * @param next the place after the last; where there was none, any
 */
record RowBatch(List<OutboxRow> rows, int bundles, OutboxPlace next) {

  /**
   * How much a query may bring.
   *
   * @param rows at least 1
   * @param bundles at least 1
   */
  record Limit(int rows, int bundles) {}
}
