package dev.potoroo.connector.sink;

import dev.potoroo.connector.RetryableException;
import dev.potoroo.protocol.PointOfReference;

/**
 * A sink that writes messages and their high-water mark in one transaction: after a crash of any
 * process the application asks for the mark and sends only what is above it.
 *
 * <p>Calls come from one thread and never overlap. A {@link RetryableException} from any method
 * makes the SDK end the sessions, call {@link #close}, wait, and begin again with {@link #open};
 * the application sends again what was not acknowledged. Any other exception ends the connector
 * with exit code 1; nothing of the batch was acknowledged.
 */
public interface TransactionalSink extends AutoCloseable {

  /**
   * Connects to the outside system and checks that it is fit. Called again after {@link #close}.
   */
  void open() throws Exception;

  /**
   * The stored mark of a stream, {@link PointOfReference#NEVER} where there is none. Called each
   * time an application announces the stream.
   */
  PointOfReference highWaterMark(SinkStream stream) throws Exception;

  /**
   * Writes the messages and steps the marks, all or nothing. Returning means durable: the SDK
   * acknowledges right after.
   *
   * @throws SupersededException when a stored mark is not the expected one; nothing was written
   */
  void write(SinkBatch batch) throws Exception;

  /** Lets go of everything. Called once for each {@link #open}, also when that failed. */
  @Override
  void close();
}
