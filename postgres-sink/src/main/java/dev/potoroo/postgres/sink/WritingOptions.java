package dev.potoroo.postgres.sink;

import dev.potoroo.postgres.sink.batch.OnRejected;
import picocli.CommandLine.Option;

/** The options that say what is done for the table beside filling it. */
final class WritingOptions {

  @Option(
      names = "--create-table",
      description =
          "Create the table where it is missing: id serial primary key, the column as varchar,"
              + " created_at timestamptz.")
  private boolean createTable;

  @Option(
      names = "--on-rejected",
      paramLabel = "fail|dead-letter",
      defaultValue = "fail",
      description =
          "A message that the table refuses. fail: end, naming it. dead-letter: keep it in the"
              + " table dead_letter and write the others. Default: ${DEFAULT-VALUE}")
  private OnRejected onRejected = OnRejected.FAIL;

  boolean createTable() {
    return createTable;
  }

  OnRejected onRejected() {
    return onRejected;
  }
}
