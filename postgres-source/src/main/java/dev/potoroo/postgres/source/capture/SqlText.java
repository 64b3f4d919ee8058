package dev.potoroo.postgres.source.capture;

import java.util.Collection;
import java.util.stream.Collectors;

/** Text as a constant in SQL. Names are quoted by {@code SqlName}. */
public final class SqlText {

  private SqlText() {}

  /** Safe in any SQL, whatever {@code standard_conforming_strings} says. */
  public static String literal(String text) {
    String quoted = "'" + text.replace("'", "''") + "'";
    return quoted.indexOf('\\') < 0 ? quoted : "E" + quoted.replace("\\", "\\\\");
  }

  /** A constant of type {@code text[]}. */
  public static String array(Collection<String> texts) {
    return texts.stream().map(SqlText::literal).collect(Collectors.joining(", ", "ARRAY[", "]"))
        + "::text[]";
  }
}
