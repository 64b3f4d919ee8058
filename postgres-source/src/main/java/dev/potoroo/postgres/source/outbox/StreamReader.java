package dev.potoroo.postgres.source.outbox;

import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.protocol.PointOfReference;
import java.sql.SQLException;
import java.util.List;

/**
 * Where in a stream the source reads: in a tick, at a row of it. Goes from tick to tick, through
 * those that are stored and then by cutting new ones.
 */
final class StreamReader {
  private static final int LEAST_BUNDLES = 16;

  private final StoredStream stream;
  private final TickStore ticks;
  private final TickCutter cutter;
  private final TickReader rows;

  private Tick latest;
  private Tick current;

  /** Of the row that is read next, in {@code current} or, at its end, in the tick after. */
  private long nextMessageId;

  /** Of that row, while it is in {@code current}. */
  private OutboxPlace next;

  /** How many bundles a query looks at: about twice as many as it will need. */
  private int bundles = LEAST_BUNDLES;

  /** See {@link #isDrained}. */
  private boolean drained;

  private StreamReader(
      StoredStream stream, TickStore ticks, TickCutter cutter, TickReader rows, Tick latest) {
    this.stream = stream;
    this.ticks = ticks;
    this.cutter = cutter;
    this.rows = rows;
    this.latest = latest;
    this.current = latest;
    this.nextMessageId = latest.nextMessageId();
    this.next = new OutboxPlace(latest.firstSequence(), 0);
  }

  /**
   * Goes to the row after {@code point}.
   *
   * @throws RefusedByPostgresException when that row is not kept any more, or the point lies beyond
   *     everything that was ever sent
   */
  static StreamReader after(
      PointOfReference point,
      StoredStream stream,
      TickStore ticks,
      TickCutter cutter,
      TickReader rows)
      throws SQLException, RefusedByPostgresException {
    StreamReader reader = new StreamReader(stream, ticks, cutter, rows, ticks.latest());
    // "Never" is 2^64-1: one more is 0, and ids begin at 1.
    reader.seek(Math.max(1, point.value() + 1), point);
    return reader;
  }

  private void seek(long messageId, PointOfReference point)
      throws SQLException, RefusedByPostgresException {
    if (messageId == latest.nextMessageId()) {
      return;
    }
    Tick floor = ticks.floor();
    if (messageId > latest.nextMessageId() || messageId < floor.nextMessageId()) {
      throw new RefusedByPostgresException(
          "stream %s cannot go on after message %s: it keeps %d to %d; the application or its sink remembers another life of this outbox, so give that a fresh start, or uninstall and begin a new stream"
              .formatted(stream.name(), point, floor.nextMessageId(), latest.nextMessageId() - 1),
          List.of());
    }
    enter(ticks.holding(messageId).orElseThrow(() -> gap(messageId)));
    next =
        rows.locate(current, messageId - current.firstMessageId())
            .orElseThrow(() -> gap(messageId));
    nextMessageId = messageId;
  }

  /**
   * The next rows, in order; the last has the id before {@link #nextMessageId}.
   *
   * @param limit at least 1
   * @param mayCut whether to look for new rows when all ticks have been read
   * @return empty when there are none
   */
  List<OutboxRow> read(int limit, boolean mayCut) throws SQLException, RefusedByPostgresException {
    if (nextMessageId == current.nextMessageId()) {
      if (current.number() == latest.number()) {
        return mayCut ? cut(limit) : List.of();
      }
      enter(ticks.numbered(current.number() + 1).orElseThrow(() -> gap(nextMessageId)));
    }
    drained = false;
    return take(rows.read(current, next, bounded(limit)), limit);
  }

  private List<OutboxRow> cut(int limit) throws SQLException, RefusedByPostgresException {
    TickCutter.Cut cut = cutter.cut(latest, bounded(limit)).orElse(null);
    if (cut == null) {
      drained = true;
      return List.of();
    }
    latest = cut.tick();
    enter(latest);
    List<OutboxRow> batch = take(cut.first(), limit);
    drained = nextMessageId == latest.nextMessageId();
    return batch;
  }

  private List<OutboxRow> take(RowBatch batch, int limit) throws RefusedByPostgresException {
    int count = batch.rows().size();
    if (count == 0) {
      throw gap(nextMessageId);
    }
    next = batch.next();
    nextMessageId += count;
    bundles = Math.max(LEAST_BUNDLES, 2 * (count < limit ? bundles : batch.bundles()));
    return batch.rows();
  }

  /** A bundle has a row at least. */
  private RowBatch.Limit bounded(int limit) {
    bundles = Math.min(bundles, limit);
    return new RowBatch.Limit(limit, bundles);
  }

  long nextMessageId() {
    return nextMessageId;
  }

  /**
   * Whether all is read that was there when a tick was cut last. Newer rows ring for themselves.
   */
  boolean isDrained() {
    return drained;
  }

  /** It rang for new rows, and they could not be read just then. */
  void lookAgain() {
    drained = false;
  }

  private void enter(Tick tick) {
    current = tick;
    next = new OutboxPlace(tick.firstSequence(), 0);
    nextMessageId = tick.firstMessageId();
  }

  private RefusedByPostgresException gap(long messageId) {
    return new RefusedByPostgresException(
        "stream %s lacks message %d, which was not acknowledged: somebody else has deleted rows or ticks of the outbox"
            .formatted(stream.name(), messageId),
        List.of());
  }
}
