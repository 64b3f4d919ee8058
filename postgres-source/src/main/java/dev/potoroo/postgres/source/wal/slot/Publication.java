package dev.potoroo.postgres.source.wal.slot;

import dev.potoroo.postgres.connection.SqlName;

/**
 * A publication as the catalog has it.
 *
 * @param oid another one when it is dropped and made anew
 * @param ours whether its comment says that we made it, for this schema of ours
 * @param operations how many of INSERT, UPDATE, DELETE and TRUNCATE it publishes
 * @param viaRoot whether changes of partitions come under the name of the partitioned table
 * @param generatedColumns whether it has those that are generated and stored; never before
 *     PostgreSQL 18
 */
record Publication(
    long oid, boolean ours, int operations, boolean viaRoot, boolean generatedColumns) {
  private static final int ALL_OPERATIONS = 4;

  /** Written by us and looked for again, so it may not change. */
  static String comment(SqlName schema) {
    return "made by potoroo, schema " + schema;
  }

  boolean hasAllOperations() {
    return operations == ALL_OPERATIONS;
  }
}
