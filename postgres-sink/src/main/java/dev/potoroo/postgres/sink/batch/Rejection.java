package dev.potoroo.postgres.sink.batch;

import dev.potoroo.connector.sink.SinkMessage;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * One message that the target table refuses, and why.
 *
 * @param sqlState five characters (PostgreSQL manual, "PostgreSQL Error Codes")
 * @param reason the server's words; they may quote the payload, so they go into no log
 */
public record Rejection(SinkMessage message, String sqlState, String reason) {
  /** character_not_in_repertoire: what the server says of bytes that are no text. */
  private static final String NO_TEXT = "22021";

  /** Data exception; integrity constraint violation; program limit, as in JSON nested too deep. */
  private static final Set<String> CLASSES = Set.of("22", "23", "54");

  /** What RAISE EXCEPTION in a trigger gives. */
  private static final String RAISED = "P0001";

  /** A serial column has come to its end: that concerns every message alike. */
  private static final String SEQUENCE_EXHAUSTED = "2200H";

  /** Whether the error is about a value or a row, so that another row may well be taken. */
  public static boolean isAboutARow(SQLException error) {
    String state = stateOf(error);
    return state.equals(RAISED)
        || (state.length() == 5
            && CLASSES.contains(state.substring(0, 2))
            && !state.equals(SEQUENCE_EXHAUSTED));
  }

  static Rejection by(SQLException error, SinkMessage message) {
    return new Rejection(message, stateOf(error), words(error));
  }

  static Rejection asNoText(SinkMessage message, String flaw) {
    return new Rejection(message, NO_TEXT, flaw);
  }

  private static String words(SQLException error) {
    @Nullable ServerErrorMessage answer =
        error instanceof PSQLException psqlError ? psqlError.getServerErrorMessage() : null;
    @Nullable String words = answer == null ? error.getMessage() : answer.getMessage();
    return HighWaterMarks.storable(String.valueOf(words));
  }

  private static String stateOf(SQLException error) {
    return String.valueOf(error.getSQLState());
  }
}
