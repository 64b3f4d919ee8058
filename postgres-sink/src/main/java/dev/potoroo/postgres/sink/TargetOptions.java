package dev.potoroo.postgres.sink;

import dev.potoroo.connector.ConfigurationException;
import dev.potoroo.connector.command.CheckedOptions;
import dev.potoroo.postgres.connection.ConnectionSettings;
import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.SqlName;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say where rows go: the mixin that makes {@link PostgresSinkSettings}. */
final class TargetOptions implements CheckedOptions {

  @Option(
      names = "--connection",
      paramLabel = "STRING",
      defaultValue = "",
      description =
          "The database: \"dbname=test user=postgres\", a postgresql:// URI or a jdbc:postgresql:"
              + " URL. What it leaves out comes from PGHOST and its kin and from ~/.pgpass.")
  private String connection = "";

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

  @Option(
      names = "--create-table",
      description =
          "Create the table where it is missing: id serial primary key, the column as varchar,"
              + " created_at timestamptz.")
  private boolean createTable;

  @Option(
      names = "--schema",
      paramLabel = "SCHEMA",
      defaultValue = PostgresSinkSettings.DEFAULT_SCHEMA,
      description =
          "Has the sink's own table high_water_mark, created where it is missing. Default:"
              + " ${DEFAULT-VALUE}")
  private String schema = PostgresSinkSettings.DEFAULT_SCHEMA;

  /**
   * @throws ConfigurationException naming all that is wrong
   */
  PostgresSinkSettings settings() {
    List<String> complaints = new ArrayList<>();
    ConnectionSettings connectionRead = read("", connection, ConnectionSettings::parse, complaints);
    QualifiedName tableRead = read("--table: ", table, QualifiedName::parse, complaints);
    SqlName columnRead = read("--column: ", column, SqlName::parse, complaints);
    SqlName schemaRead = read("--schema: ", schema, SqlName::parse, complaints);
    if (!complaints.isEmpty()) {
      throw new ConfigurationException(complaints);
    }
    return new PostgresSinkSettings(
        Objects.requireNonNull(connectionRead),
        Objects.requireNonNull(tableRead),
        Objects.requireNonNull(columnRead),
        createTable,
        Objects.requireNonNull(schemaRead));
  }

  @Override
  public List<String> complaints() {
    try {
      settings();
      return List.of();
    } catch (ConfigurationException e) {
      return e.complaints();
    }
  }

  private static <T> @Nullable T read(
      String option, String text, Function<String, T> parse, List<String> complaints) {
    try {
      return parse.apply(text);
    } catch (ConfigurationException e) {
      e.complaints().forEach(complaint -> complaints.add(option + complaint));
      return null;
    }
  }
}
