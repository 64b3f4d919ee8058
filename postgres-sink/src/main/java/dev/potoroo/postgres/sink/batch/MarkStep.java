package dev.potoroo.postgres.sink.batch;

import dev.potoroo.connector.sink.SinkBatch;
import dev.potoroo.connector.sink.SinkBatch.MarkUpdate;
import dev.potoroo.postgres.sink.schema.FitSchema;
import dev.potoroo.postgres.sink.schema.HighWaterMarkTable;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Steps the marks of a batch, at the head of a statement that does the rest.
 *
 * <p>Nearly all batches are of one stream. They have a statement of their own, for which the server
 * takes half the time.
 *
 * <p>A mark that is not the expected one becomes NULL, which its column refuses, and the whole
 * statement with it. The row of a mark is locked before it is compared, so of two writers the
 * second sees what the first committed.
 */
final class MarkStep {
  /** How many parameters of the statement are the steps' own; they come first. */
  static final int PARAMETERS = 6;

  /** The same where there is one step. */
  static final int PARAMETERS_OF_ONE = 7;

  private static final String NOT_NULL_VIOLATION = "23502";

  /** {@code %1$s} is the table of marks, {@code %2$s} the statement that follows. */
  private static final String SQL =
      """
      WITH step (stream, name, expected, mark) AS (
        SELECT * FROM unnest(?::numeric[], ?::text[], ?::numeric[], ?::numeric[])
      ), stepped AS (
        INSERT INTO %1$s AS stored (application, target, stream, name, mark)
          SELECT key.application, key.target, step.stream, step.name,
              CASE WHEN step.expected IS NULL OR EXISTS (
                SELECT FROM %1$s AS known WHERE known.application = key.application
                  AND known.target = key.target AND known.stream = step.stream
              ) THEN step.mark END
            FROM step, (VALUES (?, ?)) AS key (application, target)
            ORDER BY step.stream
          ON CONFLICT (application, target, stream) DO UPDATE SET
            mark = CASE WHEN stored.mark =
                (SELECT step.expected FROM step WHERE step.stream = excluded.stream)
              THEN excluded.mark END,
            name = excluded.name,
            updated_at = now()
      )
      %2$s""";

  private static final String SQL_OF_ONE =
      """
      WITH stepped AS (
        INSERT INTO %1$s AS stored (application, target, stream, name, mark)
          SELECT step.application, step.target, step.stream, step.name,
              CASE WHEN step.expected IS NULL OR EXISTS (
                SELECT FROM %1$s AS known WHERE known.application = step.application
                  AND known.target = step.target AND known.stream = step.stream
              ) THEN step.mark END
            FROM (VALUES (?, ?, ?::numeric, ?, ?::numeric, ?::numeric))
              AS step (application, target, stream, name, expected, mark)
          ON CONFLICT (application, target, stream) DO UPDATE SET
            mark = CASE WHEN stored.mark = ?::numeric THEN excluded.mark END,
            name = excluded.name,
            updated_at = now()
      )
      %2$s""";

  private final Connection connection;
  private final HighWaterMarkTable marks;
  private final String target;

  MarkStep(Connection connection, FitSchema schema) {
    this.connection = connection;
    this.marks = schema.marks();
    this.target = schema.target().key();
  }

  /**
   * @param rest a statement that a WITH clause may stand before
   */
  PreparedStatement prepare(String rest) throws SQLException {
    return connection.prepareStatement(SQL.formatted(marks.name().quoted(), rest));
  }

  void bind(PreparedStatement statement, SinkBatch batch) throws SQLException {
    List<MarkUpdate> steps = batch.marks();
    statement.setArray(
        1, array("numeric", steps, step -> HighWaterMarks.numeric(step.stream().id().value())));
    statement.setArray(
        2, array("text", steps, step -> HighWaterMarks.storable(step.stream().name())));
    statement.setArray(3, array("numeric", steps, step -> HighWaterMarks.numeric(step.expected())));
    statement.setArray(4, array("numeric", steps, step -> HighWaterMarks.numeric(step.mark())));
    statement.setString(5, HighWaterMarks.storable(steps.get(0).stream().application()));
    statement.setString(6, target);
  }

  /**
   * For batches with one mark.
   *
   * @param rest a statement that a WITH clause may stand before
   */
  PreparedStatement prepareOne(String rest) throws SQLException {
    return connection.prepareStatement(SQL_OF_ONE.formatted(marks.name().quoted(), rest));
  }

  void bindOne(PreparedStatement statement, MarkUpdate step) throws SQLException {
    @Nullable BigDecimal expected = HighWaterMarks.numeric(step.expected());
    statement.setString(1, HighWaterMarks.storable(step.stream().application()));
    statement.setString(2, target);
    statement.setBigDecimal(3, HighWaterMarks.numeric(step.stream().id().value()));
    statement.setString(4, HighWaterMarks.storable(step.stream().name()));
    statement.setBigDecimal(5, expected);
    statement.setBigDecimal(6, HighWaterMarks.numeric(step.mark()));
    statement.setBigDecimal(7, expected);
  }

  /** Whether the error says that a mark was not the expected one. */
  boolean isSuperseded(SQLException error) {
    if (!NOT_NULL_VIOLATION.equals(error.getSQLState())
        || !(error instanceof PSQLException psqlError)) {
      return false;
    }
    @Nullable ServerErrorMessage message = psqlError.getServerErrorMessage();
    return message != null
        && marks.schema().value().equals(message.getSchema())
        && marks.name().name().value().equals(message.getTable());
  }

  private Array array(
      String type, List<MarkUpdate> steps, Function<MarkUpdate, @Nullable Object> element)
      throws SQLException {
    return connection.createArrayOf(type, steps.stream().map(element).toArray());
  }
}
