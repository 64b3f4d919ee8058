package dev.potoroo.postgres.connection;

import dev.potoroo.connector.ConfigurationException;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes a dotted name apart as PostgreSQL's lexer does: plain parts of letters, digits, _ and $,
 * folded to lower case (ASCII only, as the server does in UTF-8); quoted parts as they are.
 */
final class NameScanner {
  private final String text;
  private int at;

  NameScanner(String text) {
    this.text = text.strip();
  }

  /**
   * @return at least one
   * @throws ConfigurationException when the text is no such name
   */
  List<SqlName> parts() {
    List<SqlName> parts = new ArrayList<>();
    while (true) {
      parts.add(new SqlName(at < text.length() && text.charAt(at) == '"' ? quoted() : plain()));
      if (at == text.length()) {
        return parts;
      }
      if (text.charAt(at++) != '.') {
        throw complaint();
      }
    }
  }

  private String quoted() {
    StringBuilder part = new StringBuilder();
    while (++at < text.length()) {
      if (text.charAt(at) != '"') {
        part.append(text.charAt(at));
      } else if (text.startsWith("\"\"", at)) {
        part.append(text.charAt(at++));
      } else {
        at++;
        return part.toString();
      }
    }
    throw complaint();
  }

  private String plain() {
    StringBuilder part = new StringBuilder();
    while (at < text.length() && isPlain(text.charAt(at), part.length())) {
      char character = text.charAt(at++);
      boolean upper = character >= 'A' && character <= 'Z';
      part.append(upper ? (char) (character + ('a' - 'A')) : character);
    }
    if (part.length() == 0) {
      throw complaint();
    }
    return part.toString();
  }

  private static boolean isPlain(char character, int position) {
    boolean letter =
        (character >= 'a' && character <= 'z')
            || (character >= 'A' && character <= 'Z')
            || character == '_'
            || character >= 0x80;
    boolean digit = (character >= '0' && character <= '9') || character == '$';
    return letter || (digit && position > 0);
  }

  private ConfigurationException complaint() {
    return new ConfigurationException(
        "expected a name such as table, schema.table or \"Odd name\".\"x.y\" (double quotes around odd ones, doubled inside), got "
            + text.replace("\0", "\\0"));
  }
}
