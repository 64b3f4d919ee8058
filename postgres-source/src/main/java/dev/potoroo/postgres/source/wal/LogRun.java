package dev.potoroo.postgres.source.wal;

import dev.potoroo.connector.source.SourceOutput;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.postgresql.replication.LogSequenceNumber;

/** The log read once, from its base for as long as a session with the application lasts. */
final class LogRun implements AutoCloseable {
  /**
   * Transactions that follow closer than this go out together. After a longer pause one goes at
   * once, without a look whether another follows.
   */
  private static final Duration BURST = Duration.ofMillis(1);

  /** After so long without a message the log is looked at now and then, not all the time. */
  private static final Duration QUIET = Duration.ofSeconds(1);

  /** What a commit may wait for then, where a look does not itself wait for one. */
  private static final Duration PAUSE = Duration.ofMillis(20);

  /** A look that has taken so long was such a wait. */
  private static final Duration WAITING_LOOK = Duration.ofMillis(10);

  private final SlotReader reader;
  private final LogSender sender;
  private final RememberedPoints remembered;

  private LogSequenceNumber confirmed;
  private long sentNanos = System.nanoTime();
  private long readNanos = System.nanoTime();

  /** How the connector thread waits where there is nothing to read. */
  @FunctionalInterface
  interface Pause {
    /**
     * @param atMost zero not to wait at all
     * @return whether it is wanted elsewhere
     */
    boolean await(Duration atMost) throws InterruptedException;
  }

  /**
   * @param base where the reader has begun
   */
  LogRun(SlotReader reader, LogSender sender, RememberedPoints remembered, LogSequenceNumber base) {
    this.reader = reader;
    this.sender = sender;
    this.remembered = remembered;
    this.confirmed = base;
  }

  /**
   * Sends what there is.
   *
   * @param wait how long, where there is nothing
   * @param pause waits between two looks, and says whether to come back before that
   * @return whether anything was read
   */
  boolean send(SourceOutput output, Duration wait, Pause pause) throws Exception {
    long deadline = System.nanoTime() + wait.toNanos();
    long sentBefore = sender.sent();
    boolean moved = false;
    while (!sender.isAtLimit() && sender.flush(output) && output.room() > 0) {
      boolean sent = sender.sent() > sentBefore;
      if (sent && sender.isBetweenTransactions() && !isBurst()) {
        break;
      }
      long lookedNanos = System.nanoTime();
      boolean read = reader.read(sender);
      moved |= read;
      if (read) {
        readNanos = System.nanoTime();
      } else {
        noteProgress();
      }
      boolean mayWait = read || !(sent || pause.await(pauseAfterLook(lookedNanos)));
      if (!mayWait || System.nanoTime() - deadline >= 0) {
        sender.flush(output);
        break;
      }
    }
    return moved;
  }

  /**
   * @param lookedNanos when the look began that found nothing
   */
  private Duration pauseAfterLook(long lookedNanos) {
    long now = System.nanoTime();
    boolean quiet = now - readNanos >= QUIET.toNanos();
    boolean waited = now - lookedNanos >= WAITING_LOOK.toNanos();
    return quiet && !waited ? PAUSE : Duration.ZERO;
  }

  /** Whether a transaction was sent only just now. */
  private boolean isBurst() {
    long now = System.nanoTime();
    boolean burst = now - sentNanos < BURST.toNanos();
    sentNanos = now;
    return burst;
  }

  /** The server tells how far it has come when nothing in between is for us. */
  private void noteProgress() throws RefusedByPostgresException {
    if (sender.isBetweenTransactions()) {
      sender.reached(reader.reached(), Instant.now());
      remembered.require(reader.reached());
    }
  }

  /** Whether all is read that this run is for. */
  boolean isAtLimit() {
    return sender.isAtLimit();
  }

  /** The position is durable up to here; the server may forget what is before. */
  void confirm(LogSequenceNumber durable) throws SQLException {
    if (durable.compareTo(confirmed) > 0) {
      reader.confirm(durable);
      confirmed = durable;
    }
  }

  @Override
  public void close() {
    reader.close();
    sender.close();
  }
}
