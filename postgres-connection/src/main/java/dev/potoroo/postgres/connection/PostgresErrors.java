package dev.potoroo.postgres.connection;

import dev.potoroo.connector.ConfigurationException;
import dev.potoroo.connector.RetryableException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.GT;
import org.postgresql.util.PSQLException;

/**
 * What an error of PostgreSQL means to a connector, by its SQLSTATE (PostgreSQL manual, "PostgreSQL
 * Error Codes"):
 *
 * <ul>
 *   <li>{@link RetryableException}: the server is away, restarting, full, or lost a race; the same
 *       call may work later;
 *   <li>{@link ConfigurationException}: the user or password is wrong, or TLS is;
 *   <li>{@link RefusedByPostgresException}: everything else.
 * </ul>
 */
public final class PostgresErrors {
  /** SQLSTATE of a database that is not there. */
  private static final String NO_SUCH_DATABASE = "3D000";

  /** Of class 22, but its text names only the type. */
  private static final String VALUE_TOO_LONG = "22001";

  private static final String CONNECTION_REJECTED = "08004";

  private static final String LOGIN_ADVICE =
      "give the right user, password (password=, PGPASSWORD or .pgpass) and sslmode, and sslcert and sslkey where a certificate is asked for, and see that pg_hba.conf lets them in";

  /** The driver's text, which it translates. */
  private static final String LOST_WHILE_AUTHENTICATING = "Invalid SCRAM client initialization";

  private static final String PROTOCOL_VIOLATION = "08P01";

  /** Beside class 08 (connection) and class 53 (resources). */
  private static final Set<String> RETRYABLE =
      Set.of(
          "57P01", // the server shuts down, or the connection was terminated
          "57P02", // another backend crashed
          "57P03", // starting up, or shutting down
          "57P05", // idle_session_timeout
          "57014", // statement_timeout, or cancelled
          "25P03", // idle_in_transaction_session_timeout
          "25006", // a standby: read only
          "40001", // serialization failure
          "40P01", // deadlock
          "55P03", // lock_timeout
          "55006", // object in use, such as a replication slot
          "58030", // input/output error
          NO_SUCH_DATABASE);

  private PostgresErrors() {}

  /**
   * For {@code throw PostgresErrors.translate("reading the outbox", e)}.
   *
   * @param attempt what the connector was doing, to follow the word "while"
   * @return never: it is thrown when retryable or a wrong call
   */
  public static RefusedByPostgresException translate(String attempt, SQLException error)
      throws RetryableException {
    String text = "while " + attempt + ": " + describe(error);
    if (isRetryable(error)) {
      throw new RetryableException(text, error);
    }
    if (isWrongCall(error)) {
      throw wrongCall(text, LOGIN_ADVICE, error);
    }
    // What refuses a value (class 22) may quote it: the driver's exception stays out of sight.
    return holdsData(error)
        ? new RefusedByPostgresException(text, List.of())
        : new RefusedByPostgresException(text, error);
  }

  static RefusedByPostgresException whileConnecting(ConnectionSettings settings, SQLException error)
      throws RetryableException {
    if (NO_SUCH_DATABASE.equals(error.getSQLState())) {
      throw new RetryableException(
          "waiting for database \"%s\": %s".formatted(settings.database(), describe(error)), error);
    }
    if (TlsFailure.isIn(error)) {
      throw wrongCall(
          "no TLS with PostgreSQL, %s: %s".formatted(settings, describe(error)),
          TlsFailure.advice(error, settings),
          error);
    }
    if (isWrongCall(error)) {
      throw wrongCall(
          "PostgreSQL refuses " + settings + ": " + describe(error), LOGIN_ADVICE, error);
    }
    if (isRetryable(error)) {
      throw new RetryableException(
          "waiting for PostgreSQL, %s: %s".formatted(settings, describe(error)), error);
    }
    return new RefusedByPostgresException(
        "PostgreSQL refuses " + settings + ": " + describe(error), error);
  }

  /** Whether what {@link ConnectionSettings#open} threw says that the database is not there. */
  public static boolean isMissingDatabase(Exception error) {
    return error.getCause() instanceof SQLException cause
        && NO_SUCH_DATABASE.equals(cause.getSQLState());
  }

  /** Whether the same call may work later. */
  public static boolean isRetryable(SQLException error) {
    String state = stateOf(error);
    return RETRYABLE.contains(state)
        || isOutOfResources(error)
        || (state.startsWith("08")
            && !isRejected(error)
            && !state.equals(PROTOCOL_VIOLATION)
            && !TlsFailure.isIn(error));
  }

  /** Whether the server has no connection, memory or disk to spare. */
  static boolean isOutOfResources(SQLException error) {
    return stateOf(error).startsWith("53");
  }

  /**
   * The server's words with the SQLSTATE, or the driver's where it has none; without what may quote
   * a row.
   */
  public static String describe(SQLException error) {
    String state = stateOf(error);
    if (holdsData(error)) {
      return "a value was refused, SQLSTATE "
          + state
          + " (its text may hold data, so it is not shown)";
    }
    String words = serverWords(error);
    Throwable cause = error.getCause();
    if (cause instanceof UnknownHostException) {
      words = "unknown host " + cause.getMessage();
    } else if (cause != null && TlsFailure.isIn(error)) {
      words = withCause(words, String.valueOf(cause.getMessage()));
    }
    return words + " (SQLSTATE " + state + ")";
  }

  /** The driver has some causes in its own words already. */
  private static String withCause(String words, String cause) {
    return words.contains(cause) ? words : words + " " + cause;
  }

  private static boolean isWrongCall(SQLException error) {
    return stateOf(error).startsWith("28") || isRejected(error);
  }

  /**
   * Whether the driver cannot do what the server asks for, such as a proof of a password that was
   * not given. Of a connection that is lost meanwhile it says the same, and only its text differs.
   */
  private static boolean isRejected(SQLException error) {
    return stateOf(error).equals(CONNECTION_REJECTED)
        && !GT.tr(LOST_WHILE_AUTHENTICATING).equals(error.getMessage());
  }

  private static ConfigurationException wrongCall(String text, String advice, SQLException error) {
    ConfigurationException exception =
        new ConfigurationException("--connection: %s; %s".formatted(text, advice));
    exception.initCause(error);
    return exception;
  }

  private static boolean holdsData(SQLException error) {
    String state = stateOf(error);
    return state.startsWith("22") && !state.equals(VALUE_TOO_LONG);
  }

  private static String serverWords(SQLException error) {
    if (error instanceof PSQLException psql && psql.getServerErrorMessage() != null) {
      @Nullable String message = psql.getServerErrorMessage().getMessage();
      if (message != null) {
        return message;
      }
    }
    return String.valueOf(error.getMessage());
  }

  private static String stateOf(SQLException error) {
    @Nullable String state = error.getSQLState();
    return state == null ? "" : state;
  }
}
