package dev.potoroo.postgres.connection;

import dev.potoroo.connector.ConfigurationException;
import dev.potoroo.connector.RetryableException;
import java.io.FileNotFoundException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLHandshakeException;
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
      throw wrongCall(text, error);
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
    if (isWrongCall(error)) {
      throw wrongCall("PostgreSQL refuses " + settings + ": " + describe(error), error);
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
            && !isTlsFailure(error));
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
    } else if (cause != null && isTlsFailure(error)) {
      words = words + " " + cause.getMessage();
    }
    return words + " (SQLSTATE " + state + ")";
  }

  private static boolean isWrongCall(SQLException error) {
    return stateOf(error).startsWith("28") || isRejected(error) || isTlsFailure(error);
  }

  /**
   * Whether the driver cannot do what the server asks for, such as a proof of a password that was
   * not given. Of a connection that is lost meanwhile it says the same, and only its text differs.
   */
  private static boolean isRejected(SQLException error) {
    return stateOf(error).equals(CONNECTION_REJECTED)
        && !GT.tr(LOST_WHILE_AUTHENTICATING).equals(error.getMessage());
  }

  private static ConfigurationException wrongCall(String text, SQLException error) {
    ConfigurationException exception =
        new ConfigurationException(
            "--connection: %s; give the right user and password (password=, PGPASSWORD or .pgpass) and sslmode, and see that pg_hba.conf lets them in"
                .formatted(text));
    exception.initCause(error);
    return exception;
  }

  private static boolean isTlsFailure(SQLException error) {
    for (Throwable cause = error.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof SSLHandshakeException
          || cause instanceof CertificateException
          || cause instanceof FileNotFoundException) {
        return true;
      }
    }
    return false;
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
