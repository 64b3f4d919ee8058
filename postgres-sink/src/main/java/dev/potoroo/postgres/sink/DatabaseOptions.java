package dev.potoroo.postgres.sink;

import dev.potoroo.connector.ConfigurationException;
import dev.potoroo.connector.command.CheckedOptions;
import dev.potoroo.postgres.connection.ConnectionSettings;
import dev.potoroo.postgres.connection.SqlName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that say where the database and the sink's own tables are. */
final class DatabaseOptions implements CheckedOptions {

  @Option(
      names = "--connection",
      paramLabel = "STRING",
      defaultValue = "",
      description =
          "The database: \"dbname=test user=postgres\", a postgresql:// URI or a jdbc:postgresql:"
              + " URL. What it leaves out comes from PGHOST and its kin and from ~/.pgpass.")
  private String connection = "";

  @Option(
      names = "--database-timeout",
      paramLabel = "DURATION",
      defaultValue = "60s",
      description =
          "How long PostgreSQL may be silent on a call; then it is asked on another connection"
              + " whether it is at work on it, and if not the connection is given up; 0s for"
              + " never. Default: ${DEFAULT-VALUE}")
  private Duration databaseTimeout = ConnectionSettings.DEFAULT_DATABASE_TIMEOUT;

  @Option(
      names = "--schema",
      paramLabel = "SCHEMA",
      defaultValue = PostgresSinkSettings.DEFAULT_SCHEMA,
      description =
          "Has the sink's own tables high_water_mark and dead_letter, created where they are"
              + " missing. Default: ${DEFAULT-VALUE}")
  private String schema = PostgresSinkSettings.DEFAULT_SCHEMA;

  /**
   * @throws ConfigurationException naming all that is wrong
   */
  ConnectionSettings connection() {
    return ConnectionSettings.parse(connection).withDatabaseTimeout(databaseTimeout);
  }

  /**
   * @throws ConfigurationException when it is no name
   */
  SqlName schema() {
    return SqlName.parse(schema);
  }

  @Override
  public List<String> complaints() {
    List<String> complaints = new ArrayList<>();
    OptionChecks.check("", this::connection, complaints); // they name the option themselves
    OptionChecks.check("--schema: ", this::schema, complaints);
    return complaints;
  }
}
