package dev.potoroo.testkit.postgres;

import java.sql.SQLException;

/**
 * Names that break out of SQL, or into it, where somebody puts them in as they are. PostgreSQL
 * takes each of them for a table, column, schema, channel or publication; what breaks out drops
 * table {@link #CANARY}.
 */
public enum OddName {
  SINGLE_QUOTE("it's'; DROP TABLE canary; --"),
  DOUBLE_QUOTE("a\"; DROP TABLE canary; --"),
  TWO_DOUBLE_QUOTES("\"\""),
  CLOSED_CALL("a') ; DROP TABLE canary; --"),
  SEMICOLON(";DROP TABLE canary;"),
  BACKSLASH("a\\'; DROP TABLE canary; --"),
  LAST_BACKSLASH("a\\"),
  LINE_COMMENT("-- a"),
  BLOCK_COMMENT("/* a"),
  NEW_LINE("a\r\n; DROP TABLE canary;\n"),
  DOLLAR_QUOTES("$$; DROP TABLE canary; $$"),
  NUMBERED_PARAMETER("$1"),
  JDBC_PARAMETER("? {fn now()} ?"),
  FORMAT("%s %I %L %1$s %n"),
  NOT_ASCII("Größe 🦘\u202e"),
  SIXTY_THREE_BYTES("ä".repeat(31) + "x"),
  DOTS("a.b.c"),
  UPPER_CASE("Upper"),
  RESERVED_WORD("select"),
  SPACES("  a  "),
  COMMA("a, b"),
  JSON("{\"a\": [1]}"),
  DIGITS("1e5");

  /** A table that is there for as long as none of the names was taken for SQL. */
  public static final String CANARY = "canary";

  private final String text;

  OddName(String text) {
    this.text = text;
  }

  /** As the catalog has it. */
  public String text() {
    return text;
  }

  /** As SQL and the command line write a name. */
  public String quoted() {
    return '"' + text.replace("\"", "\"\"") + '"';
  }

  /** As SQL writes a constant. */
  public String literal() {
    return "'" + text.replace("'", "''") + "'";
  }

  public static void createCanary(PostgresDatabase database) throws SQLException {
    database.execute("CREATE TABLE " + CANARY + " ()");
  }

  public static boolean canaryLives(PostgresDatabase database) throws SQLException {
    return database.number("SELECT count(*) FROM pg_class WHERE relname = '" + CANARY + "'") == 1;
  }
}
