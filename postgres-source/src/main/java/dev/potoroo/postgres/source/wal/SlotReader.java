package dev.potoroo.postgres.source.wal;

import dev.potoroo.connector.RetryableException;
import dev.potoroo.postgres.connection.ConnectionSettings;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.source.wal.change.LogDecoder;
import dev.potoroo.postgres.source.wal.change.LogEventHandler;
import dev.potoroo.postgres.source.wal.slot.ReplicationConnection;
import dev.potoroo.postgres.source.wal.slot.SlotName;
import dev.potoroo.transport.LogField;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a slot from a place of the log onwards, on a connection of its own.
 *
 * <p>The connector thread reads. Beside it, a thread tells the server at a fixed rate how far this
 * has come, so that the server does not take a source for dead that reads nothing because its
 * application takes nothing. What comes meanwhile waits in the network and in the server.
 *
 * <p>The driver neither flushes nor answers by itself here: its status interval would also cut off
 * a message that comes slowly.
 */
final class SlotReader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SlotReader.class);

  /** Well below a {@code wal_sender_timeout} that anybody sets; its default is a minute. */
  private static final Duration STATUS_INTERVAL = Duration.ofSeconds(2);

  private final Connection connection;
  private final Connection work;
  private final PGReplicationStream stream;
  private final LogDecoder decoder;
  private final ScheduledExecutorService statusThread;
  private LogSequenceNumber messageLsn;

  private SlotReader(
      Connection connection,
      Connection work,
      PGReplicationStream stream,
      LogDecoder decoder,
      LogSequenceNumber from) {
    this.connection = connection;
    this.work = work;
    this.stream = stream;
    this.decoder = decoder;
    this.messageLsn = from;
    this.statusThread = Executors.newSingleThreadScheduledExecutor(SlotReader::daemon);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(LogField.handOn(work), "slot-status");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Takes the slot.
   *
   * @param work an ordinary connection to the same server
   * @param from where a commit ends, or where the slot begins: transactions that commit later come
   * @param options of the output plugin
   * @param decoder a new one for this plugin
   * @throws SQLException also when another session reads the slot
   */
  static SlotReader start(
      ConnectionSettings settings,
      Connection work,
      SlotName slot,
      LogSequenceNumber from,
      Map<String, String> options,
      LogDecoder decoder)
      throws SQLException, RetryableException, RefusedByPostgresException {
    Connection connection = ReplicationConnection.open(settings);
    try {
      Properties slotOptions = new Properties();
      slotOptions.putAll(options);
      PGReplicationStream stream =
          connection
              .unwrap(PGConnection.class)
              .getReplicationAPI()
              .replicationStream()
              .logical()
              .withSlotName(slot.quoted())
              .withStartPosition(from)
              .withSlotOptions(slotOptions)
              .withStatusInterval(0, TimeUnit.MILLISECONDS)
              .withAutomaticFlush(false)
              .start();
      stream.setFlushedLSN(from);
      stream.setAppliedLSN(from);
      SlotReader reader = new SlotReader(connection, work, stream, decoder, from);
      reader.statusThread.scheduleWithFixedDelay(
          reader::tellStatus, 0, STATUS_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
      return reader;
    } catch (SQLException e) {
      try {
        connection.close();
      } catch (SQLException unclosed) {
        e.addSuppressed(unclosed);
      }
      throw e;
    }
  }

  /**
   * Hands on what one message says. Waits about a millisecond where there is none, or longer after
   * a silence: until one comes, for up to 50 ms.
   *
   * @return whether there was one
   */
  <X extends Exception> boolean read(LogEventHandler<X> handler) throws SQLException, X {
    ByteBuffer message = stream.readPending();
    if (message == null) {
      return false;
    }
    messageLsn = stream.getLastReceiveLSN();
    decoder.decode(message, messageLsn, handler);
    return true;
  }

  /** Where the last message was from. */
  LogSequenceNumber messageLsn() {
    return messageLsn;
  }

  /**
   * What commits before this has been handed on, unless a transaction is being read right now: the
   * server says in between how far it has come.
   */
  LogSequenceNumber reached() {
    return stream.getLastReceiveLSN();
  }

  /** The server may forget what was committed before; told at once. */
  void confirm(LogSequenceNumber durable) throws SQLException {
    stream.setFlushedLSN(durable);
    stream.setAppliedLSN(durable);
    stream.forceUpdateStatus();
  }

  /**
   * A server that shuts down ends ordinary connections first, and then waits until its slots'
   * readers have confirmed everything. An application that is away would make it wait for ever; so
   * this connection ends with the other.
   */
  private void tellStatus() {
    try (Statement statement = work.createStatement()) {
      statement.execute("SELECT");
      stream.forceUpdateStatus();
    } catch (SQLException e) {
      // The connector thread meets the same with its next call, and deals with it.
      LOG.debug("telling the server how far this has come", e);
      closeConnection();
    }
  }

  /** Without waiting for what the server has still to send. */
  @Override
  public void close() {
    statusThread.shutdownNow();
    closeConnection();
  }

  private void closeConnection() {
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.debug("closing a connection that is broken already", e);
    }
  }
}
