package dev.potoroo.postgres.sink.batch;

import dev.potoroo.connector.RetryableException;
import dev.potoroo.connector.sink.SinkBatch;
import dev.potoroo.connector.sink.SinkBatch.MarkUpdate;
import dev.potoroo.connector.sink.SinkStream;
import dev.potoroo.connector.sink.SupersededException;
import dev.potoroo.postgres.connection.PostgresErrors;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.sink.schema.DeadLetterTable;
import dev.potoroo.postgres.sink.schema.FitSchema;
import dev.potoroo.postgres.sink.schema.TargetTable;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.Printable;
import dev.potoroo.transport.LogField;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to the database with the statements that a sink needs, prepared once. Calls come
 * from one thread.
 */
public final class TargetConnection implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TargetConnection.class);

  private final Connection connection;
  private final TargetTable target;
  private final HighWaterMarks marks;
  private final MarkStep step;
  private final BatchStatement statement;

  /** Null where a message that is refused ends the sink. */
  private final @Nullable Salvage salvage;

  /** The connection is this one's from now on, unless this throws. */
  public TargetConnection(Connection connection, FitSchema schema) throws SQLException {
    this.connection = connection;
    this.target = schema.target();
    this.marks = new HighWaterMarks(connection, schema);
    this.step = new MarkStep(connection, schema);
    this.statement = new BatchStatement(connection, schema, step);
    @Nullable DeadLetterTable deadLetters = schema.deadLetters();
    this.salvage = deadLetters == null ? null : new Salvage(connection, schema, deadLetters, step);
  }

  /** The stored mark, {@link PointOfReference#NEVER} where there is none. */
  public PointOfReference highWaterMark(SinkStream stream)
      throws RetryableException, RefusedByPostgresException {
    try {
      return marks.read(stream);
    } catch (SQLException e) {
      throw PostgresErrors.translate(
          "reading the high-water mark of stream %s of application %s"
              .formatted(stream.name(), stream.application()),
          e);
    }
  }

  /**
   * Writes the batch and its marks in one transaction, with dead letters where the schema has them.
   *
   * @throws SupersededException when a stored mark is not the expected one; nothing was written
   * @throws PoisonMessageException when one message cannot be written and there are no dead
   *     letters; nothing was
   * @throws RetryableException when the server is away; whether the batch was written, its marks
   *     tell
   */
  public void write(SinkBatch batch)
      throws SupersededException,
          PoisonMessageException,
          RetryableException,
          RefusedByPostgresException {
    try {
      writeOrSalvage(batch);
    } catch (SQLException e) {
      throw refused(batch, e);
    }
  }

  private void writeOrSalvage(SinkBatch batch) throws SQLException, PoisonMessageException {
    try {
      statement.execute(batch);
    } catch (PoisonMessageException e) {
      if (salvage == null) {
        throw e;
      }
      salvage(salvage, batch);
    } catch (SQLException e) {
      if (salvage == null || step.isSuperseded(e) || !Rejection.isAboutARow(e)) {
        throw e;
      }
      salvage(salvage, batch);
    }
  }

  private void salvage(Salvage salvage, SinkBatch batch)
      throws SQLException, PoisonMessageException {
    List<Rejection> rejections = salvage.write(batch);
    if (!rejections.isEmpty()) {
      Rejection first = rejections.get(0);
      LogField.STREAM.during(
          Printable.of(first.message().stream().name()),
          () -> logRejections(rejections.size(), batch.messages().size(), first));
    }
  }

  private void logRejections(int rejected, int of, Rejection first) {
    SinkStream stream = first.message().stream();
    LOG.warn(
        "table {} refuses {} of {} messages of application {}, now dead letters; the first is"
            + " message {} of stream {} ({}), SQLSTATE {}",
        target.name(),
        rejected,
        of,
        stream.application(),
        first.message().id(),
        stream.name(),
        stream.id(),
        first.sqlState());
  }

  /** Returns a refusal for good; throws what has a name of its own. */
  private RefusedByPostgresException refused(SinkBatch batch, SQLException error)
      throws SupersededException, PoisonMessageException, RetryableException {
    String attempt =
        "writing %d messages to table %s".formatted(batch.messages().size(), target.name());
    try {
      if (step.isSuperseded(error)) {
        throw superseded(batch);
      }
      if (salvage == null && Rejection.isAboutARow(error)) {
        @Nullable PoisonMessageException poison =
            new PoisonSearch(connection, target).find(batch.messages());
        if (poison != null) {
          throw poison;
        }
      }
    } catch (SQLException e) {
      error.addSuppressed(e);
    }
    return PostgresErrors.translate(attempt, error);
  }

  private SupersededException superseded(SinkBatch batch) throws SQLException {
    for (MarkUpdate step : batch.marks()) {
      PointOfReference stored = marks.read(step.stream());
      if (!stored.equals(step.expected())) {
        return new SupersededException(
            "another instance of application %s has written stream %s: expected its high-water mark at %s, found %s"
                .formatted(
                    step.stream().application(), step.stream().name(), step.expected(), stored));
      }
    }
    return new SupersededException(
        "another instance of application %s writes at the same time"
            .formatted(batch.marks().get(0).stream().application()));
  }

  /** Prepared statements go with their connection. */
  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
