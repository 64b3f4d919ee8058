package dev.potoroo.postgres.sink;

import dev.potoroo.connector.RetryableException;
import dev.potoroo.connector.sink.SinkBatch;
import dev.potoroo.connector.sink.SinkStream;
import dev.potoroo.connector.sink.SupersededException;
import dev.potoroo.connector.sink.TransactionalSink;
import dev.potoroo.postgres.connection.PostgresErrors;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.sink.batch.OnRejected;
import dev.potoroo.postgres.sink.batch.PoisonMessageException;
import dev.potoroo.postgres.sink.batch.TargetConnection;
import dev.potoroo.postgres.sink.schema.FitSchema;
import dev.potoroo.protocol.PointOfReference;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes each message as a row of a PostgreSQL table, and the high-water mark of its stream with it
 * in one transaction.
 *
 * <p>Exactly once rests on that mark alone. When a commit's answer is lost, the rows and the mark
 * are there, or neither is; the application asks for the mark and sends what is above it. Even a
 * transaction that is still on its way when the mark is read does no harm: the next write waits for
 * it, finds another mark than it expects, and is refused.
 *
 * <p>Calls come from one thread, as {@link TransactionalSink} has it. Beside the exceptions told
 * there: {@link RefusedByPostgresException} when the table, its column or a right is missing or
 * unfit, and {@link PoisonMessageException} when a payload is. Either ends the connector. With
 * {@link OnRejected#DEAD_LETTER} an unfit payload is kept in the table of dead letters instead.
 */
public final class PostgresSink implements TransactionalSink {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresSink.class);
  private static final String APPLICATION_NAME = "potoroo postgres-sink";

  private final PostgresSinkSettings settings;
  private @Nullable TargetConnection target;

  public PostgresSink(PostgresSinkSettings settings) {
    this.settings = settings;
  }

  /**
   * Connects, creates the sink's own tables where they are missing, and the target table if asked
   * to, and checks them.
   *
   * @throws RefusedByPostgresException naming all that is missing or unfit, with the SQL that mends
   *     it
   */
  @Override
  public void open() throws RetryableException, RefusedByPostgresException {
    Connection connection = settings.connection().open(APPLICATION_NAME);
    try {
      target = prepare(connection);
    } catch (SQLException e) {
      throw PostgresErrors.translate("checking table " + settings.table(), e);
    } finally {
      if (target == null) {
        closeQuietly(connection);
      }
    }
  }

  private TargetConnection prepare(Connection connection)
      throws SQLException, RefusedByPostgresException {
    DurableCommits.require(connection);
    FitSchema fit = settings.schemaCheck().run(connection);
    LOG.info(
        "writing to column {} of table {}, {}",
        fit.target().column(),
        fit.target().name(),
        settings.connection());
    return new TargetConnection(connection, fit);
  }

  @Override
  public PointOfReference highWaterMark(SinkStream stream)
      throws RetryableException, RefusedByPostgresException {
    return opened().highWaterMark(stream);
  }

  /**
   * @throws SupersededException when a stored mark is not the expected one; nothing was written
   * @throws PoisonMessageException when one message cannot be written; nothing was
   * @throws RetryableException when the server is away; whether the batch was written, its marks
   *     tell
   */
  @Override
  public void write(SinkBatch batch)
      throws SupersededException,
          PoisonMessageException,
          RetryableException,
          RefusedByPostgresException {
    opened().write(batch);
  }

  @Override
  public void close() {
    TargetConnection closing = target;
    target = null;
    if (closing != null) {
      closeQuietly(closing);
    }
  }

  private TargetConnection opened() {
    if (target == null) {
      throw new IllegalStateException("not open");
    }
    return target;
  }

  /** Nothing is open on it: every transaction has ended, or ends with it. */
  private static void closeQuietly(AutoCloseable connection) {
    try {
      connection.close();
    } catch (Exception e) {
      LOG.debug("while closing the connection", e);
    }
  }
}
