package dev.potoroo.postgres.source;

import dev.potoroo.connector.ConfigurationException;
import dev.potoroo.postgres.connection.ConnectionSettings;
import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.capture.CaptureConfig;
import dev.potoroo.postgres.source.capture.TableChoice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** Options of every command here: which database, which tables, which schema is ours. */
final class DatabaseOptions {

  @Option(
      names = "--connection",
      paramLabel = "STRING",
      defaultValue = "",
      description =
          "The database: \"dbname=test user=postgres\", postgresql://… or jdbc:postgresql:…; what"
              + " it leaves out comes from PGHOST and its kin and from .pgpass. Default: empty")
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
      names = "--table",
      paramLabel = "SCHEMA.TABLE",
      description =
          "A table, odd names in double quotes. More than one: repeat it, or put commas between")
  private List<String> tables = new ArrayList<>();

  @Option(
      names = "--schema",
      paramLabel = "NAME",
      defaultValue = "potoroo",
      description = "Where our tables and functions live. Default: ${DEFAULT-VALUE}")
  private String schema = CaptureConfig.DEFAULT_SCHEMA.value();

  /**
   * @throws ConfigurationException when the string is malformed
   */
  ConnectionSettings connection() {
    return ConnectionSettings.parse(connection).withDatabaseTimeout(databaseTimeout);
  }

  /**
   * @throws ConfigurationException when a name is malformed
   */
  List<QualifiedName> tables() {
    return names("--table", tables, QualifiedName::parse);
  }

  /** The tables named, or all; throws as {@link #tables}. */
  TableChoice choice() {
    return new TableChoice(tables());
  }

  /**
   * @throws ConfigurationException when the name is malformed
   */
  SqlName schema() {
    return names("--schema", List.of(schema), SqlName::parse).stream()
        .findFirst()
        .orElseThrow(() -> new ConfigurationException("--schema: expected a name, it is empty"));
  }

  /** Reads names, with all complaints at once, each beginning with the option. */
  static <T> List<T> names(String option, List<String> texts, Function<String, T> parser) {
    List<T> names = new ArrayList<>();
    List<String> complaints = new ArrayList<>();
    for (String text : NameList.split(texts)) {
      try {
        names.add(parser.apply(text));
      } catch (ConfigurationException e) {
        e.complaints().forEach(complaint -> complaints.add(option + ": " + complaint));
      }
    }
    if (!complaints.isEmpty()) {
      throw new ConfigurationException(complaints);
    }
    return names;
  }
}
