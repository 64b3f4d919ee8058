package dev.potoroo.postgres.sink;

import dev.potoroo.connector.ConfigurationException;
import dev.potoroo.connector.command.CheckedOptions;
import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.sink.batch.OnRejected;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that say what is filled. */
final class TargetOptions implements CheckedOptions {

  @Option(
      names = "--table",
      paramLabel = "TABLE",
      defaultValue = PostgresSinkSettings.DEFAULT_NAME,
      description =
          "Gets one row for each message: table or schema.table, odd names in double quotes."
              + " Default: ${DEFAULT-VALUE}")
  private String table = PostgresSinkSettings.DEFAULT_NAME;

  @Option(
      names = "--column",
      paramLabel = "COLUMN",
      defaultValue = PostgresSinkSettings.DEFAULT_NAME,
      description =
          "Takes the payload: text, varchar, json, jsonb or bytea. Default: ${DEFAULT-VALUE}")
  private String column = PostgresSinkSettings.DEFAULT_NAME;

  /**
   * @throws ConfigurationException when a name is none
   */
  PostgresSinkSettings settings(DatabaseOptions database, WritingOptions writing) {
    return settings(database, writing.createTable(), writing.onRejected());
  }

  /**
   * @throws ConfigurationException when a name is none
   */
  PostgresSinkSettings settings(
      DatabaseOptions database, boolean createTable, OnRejected onRejected) {
    return new PostgresSinkSettings(
        database.connection(), table(), column(), createTable, database.schema(), onRejected);
  }

  private QualifiedName table() {
    return QualifiedName.parse(table);
  }

  private SqlName column() {
    return SqlName.parse(column);
  }

  @Override
  public List<String> complaints() {
    List<String> complaints = new ArrayList<>();
    OptionChecks.check("--table: ", this::table, complaints);
    OptionChecks.check("--column: ", this::column, complaints);
    return complaints;
  }
}
