package dev.potoroo.connector.source;

import dev.potoroo.connector.RetryableException;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import java.time.Duration;
import java.util.List;

/**
 * A source that can read again what has not been acknowledged: same messages, same order, same ids.
 * That is all that exactly-once delivery asks of it.
 *
 * <p>Calls come from one thread and never overlap (but for {@link #wakeUp}), in this order:
 *
 * <pre>
 * open ( streams ( resume | poll | acknowledged )* )* close
 * </pre>
 *
 * <p>{@code streams} begins a session with the application: whatever was sent in the one before and
 * not acknowledged is to be sent again, from the point that {@code resume} names. A {@link
 * RetryableException} from any method makes the SDK call {@link #close}, wait, and begin again with
 * {@link #open}; any other exception ends the connector with exit code 1.
 */
public interface ReplayableSource extends AutoCloseable {

  /** Connects to the outside system and makes ready. Called again after {@link #close}. */
  void open() throws Exception;

  /** The streams there are. Called at the start of each session. At least one. */
  List<SourceStream> streams() throws Exception;

  /**
   * The application takes this stream: go on with what comes after {@code point}, which is never
   * below what the source has stored as acknowledged. A stream that the application refuses (it is
   * open elsewhere) is not resumed until it is taken; the SDK asks again.
   */
  void resume(StreamId stream, PointOfReference point) throws Exception;

  /**
   * Writes what there is, at most {@link SourceOutput#room()} messages. Called again and again
   * while at least one stream is resumed and the application grants credits.
   *
   * @param wait when there is nothing, wait this long for something and no longer; acknowledgements
   *     and shutdown wait meanwhile
   * @return false when all streams have ended and nothing will ever follow
   */
  boolean poll(SourceOutput output, Duration wait) throws Exception;

  /**
   * Everything of this stream up to {@code point} is durable at every sink. The source makes that
   * point durable first, and only then frees what it keeps for replay. Not called for every
   * message; points only grow.
   */
  void acknowledged(StreamId stream, PointOfReference point) throws Exception;

  /**
   * Something waits for the connector thread, an acknowledgement or the end: a {@link #poll} that
   * waits should return. The one method that is called from other threads, at any time. Does
   * nothing unless overridden; then that something waits for {@code poll} to come back by itself.
   */
  default void wakeUp() {}

  /** Lets go of everything. Called once for each {@link #open}, also when that failed. */
  @Override
  void close();
}
