package dev.potoroo.postgres.connection;

import java.util.List;

/**
 * PostgreSQL refuses what the connector asks of it, and will again until someone mends something: a
 * table or a right is missing, a column is unfit, a value is not taken. The connector ends with
 * exit code 1; nothing is lost, for nothing was acknowledged.
 *
 * <p>The message is for an operator: what was expected, what came, and, where it is known, the SQL
 * that mends it. It holds no password and no payload.
 */
public final class RefusedByPostgresException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<String> remedy;

  public RefusedByPostgresException(String message, Throwable cause) {
    super(message, cause);
    this.remedy = List.of();
  }

  /**
   * @param complaint what was expected and what came
   * @param remedy SQL statements, without semicolon, that mend it when someone with the right runs
   *     them in this order; they become part of the message
   */
  public RefusedByPostgresException(String complaint, List<String> remedy) {
    super(withRemedy(complaint, remedy));
    this.remedy = List.copyOf(remedy);
  }

  /** The SQL statements that mend it, without semicolon; empty where none is known. */
  public List<String> remedy() {
    return remedy;
  }

  private static String withRemedy(String complaint, List<String> remedy) {
    StringBuilder text = new StringBuilder(complaint);
    if (!remedy.isEmpty()) {
      text.append("\nThis SQL mends it:\n");
      remedy.forEach(statement -> text.append("  ").append(statement).append(";\n"));
    }
    return text.toString().stripTrailing();
  }
}
