package dev.potoroo.postgres.connection;

import dev.potoroo.connector.ConfigurationException;
import java.nio.charset.StandardCharsets;

/**
 * The name of a table, column, schema or channel as the catalog has it: case counts, any character
 * may stand in it but NUL.
 *
 * @param value from 1 to 63 bytes of UTF-8; PostgreSQL would cut off what is longer
 */
public record SqlName(String value) {
  private static final int MAX_BYTES = 63;

  /**
   * @throws ConfigurationException for a name that PostgreSQL cannot have
   */
  public SqlName {
    if (value.isEmpty()) {
      throw new ConfigurationException("expected a name, got an empty one");
    }
    if (value.indexOf('\0') >= 0) {
      throw new ConfigurationException("a name cannot hold the character NUL");
    }
    if (value.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw new ConfigurationException(
          "the name \"%s\" is too long: PostgreSQL keeps %d bytes".formatted(value, MAX_BYTES));
    }
  }

  /**
   * Reads a name as SQL writes it: {@code plain} folds to lower case, {@code "Quoted ""so"""} is
   * taken as it is.
   *
   * @throws ConfigurationException for anything else
   */
  public static SqlName parse(String text) {
    QualifiedName name = QualifiedName.parse(text);
    if (name.schema() != null) {
      throw new ConfigurationException(
          "expected one name, got %s; a name with a dot goes in double quotes".formatted(text));
    }
    return name.name();
  }

  /** Safe to put into any SQL: always in double quotes, inner ones doubled. */
  public String quoted() {
    return '"' + value.replace("\"", "\"\"") + '"';
  }

  /** For people: quoted only where a reader would need it. */
  @Override
  public String toString() {
    return value.matches("[a-z_][a-z0-9_]*") ? value : quoted();
  }
}
