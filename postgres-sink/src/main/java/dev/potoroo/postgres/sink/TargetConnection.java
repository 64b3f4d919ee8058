package dev.potoroo.postgres.sink;

import dev.potoroo.connector.RetryableException;
import dev.potoroo.connector.sink.SinkBatch;
import dev.potoroo.connector.sink.SinkBatch.MarkUpdate;
import dev.potoroo.connector.sink.SinkStream;
import dev.potoroo.connector.sink.SupersededException;
import dev.potoroo.postgres.connection.PostgresErrors;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.sink.schema.FitSchema;
import dev.potoroo.postgres.sink.schema.TargetTable;
import dev.potoroo.protocol.PointOfReference;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A connection to the database with the statements that a sink needs, prepared once. */
final class TargetConnection implements AutoCloseable {
  private final Connection connection;
  private final TargetTable target;
  private final HighWaterMarks marks;
  private final BatchStatement statement;

  /** The connection is this one's from now on, unless this throws. */
  TargetConnection(Connection connection, FitSchema schema) throws SQLException {
    this.connection = connection;
    this.target = schema.target();
    this.marks = new HighWaterMarks(connection, schema);
    this.statement = new BatchStatement(connection, schema);
  }

  PointOfReference highWaterMark(SinkStream stream)
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

  void write(SinkBatch batch)
      throws SupersededException,
          PoisonMessageException,
          RetryableException,
          RefusedByPostgresException {
    try {
      statement.execute(batch);
    } catch (SQLException e) {
      throw refused(batch, e);
    }
  }

  /** Returns a refusal for good; throws what has a name of its own. */
  private RefusedByPostgresException refused(SinkBatch batch, SQLException error)
      throws SupersededException, PoisonMessageException, RetryableException {
    String attempt =
        "writing %d messages to table %s".formatted(batch.messages().size(), target.name());
    try {
      if (statement.isSuperseded(error)) {
        throw superseded(batch);
      }
      if (PoisonSearch.isAboutARow(error)) {
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
