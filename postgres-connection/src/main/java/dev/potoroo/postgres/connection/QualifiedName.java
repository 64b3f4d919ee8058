package dev.potoroo.postgres.connection;

import dev.potoroo.connector.ConfigurationException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The name of a table with or without its schema.
 *
 * @param schema null to let the search path decide
 */
public record QualifiedName(@Nullable SqlName schema, SqlName name) {

  /**
   * Reads {@code schema.table} or {@code table} as SQL writes them, each part plain or in double
   * quotes: {@code "we""ird"."x.y"}.
   *
   * @throws ConfigurationException for anything else; the message shows how to quote
   */
  public static QualifiedName parse(String text) {
    List<SqlName> parts = new NameScanner(text).parts();
    if (parts.size() > 2) {
      throw new ConfigurationException(
          "expected table or schema.table, got %s with %d parts; a name with a dot goes in double quotes"
              .formatted(text, parts.size()));
    }
    return parts.size() == 1
        ? new QualifiedName(null, parts.get(0))
        : new QualifiedName(parts.get(0), parts.get(1));
  }

  /** Safe to put into any SQL. */
  public String quoted() {
    return schema == null ? name.quoted() : schema.quoted() + "." + name.quoted();
  }

  /** For people: quoted only where a reader would need it. */
  @Override
  public String toString() {
    return schema == null ? name.toString() : schema + "." + name;
  }
}
