package dev.potoroo.testkit.postgres;

/**
 * A role that may log in.
 *
 * @param name needs no quotes in SQL unless it is the given server's superuser
 * @param password as it is, or empty where the server asks for none
 */
public record PostgresRole(String name, String password) {

  /** The name alone: a password has no place in a log. */
  @Override
  public String toString() {
    return name;
  }
}
