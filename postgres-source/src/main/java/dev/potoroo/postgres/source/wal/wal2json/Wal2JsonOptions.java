package dev.potoroo.postgres.source.wal.wal2json;

import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.SqlName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The options that a slot of plugin {@code wal2json} is started with. */
public final class Wal2JsonOptions {
  /** What stands for something else in a list of tables. */
  private static final String SPECIAL = "([ ',.*\\\\])";

  private Wal2JsonOptions() {}

  /**
   * @param tables each with its schema; changes of others are not sent, the ends of their
   *     transactions are
   * @param messagePrefix of the messages that are wanted of all that {@code
   *     pg_logical_emit_message} writes
   */
  public static Map<String, String> of(List<QualifiedName> tables, String messagePrefix) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("format-version", "2");
    options.put("include-xids", "true");
    options.put("include-timestamp", "true");
    options.put("include-lsn", "true");
    options.put("include-type-oids", "true");
    // The name of a type with odd letters would break the JSON.
    options.put("include-types", "false");
    options.put(
        "add-tables",
        tables.stream().map(Wal2JsonOptions::pattern).collect(Collectors.joining(",")));
    options.put("add-msg-prefixes", messagePrefix);
    return options;
  }

  private static String pattern(QualifiedName table) {
    SqlName schema = table.schema();
    if (schema == null) {
      throw new IllegalArgumentException("expected a table with its schema, got " + table);
    }
    return escaped(schema) + "." + escaped(table.name());
  }

  private static String escaped(SqlName name) {
    return name.value().replaceAll(SPECIAL, "\\\\$1");
  }
}
