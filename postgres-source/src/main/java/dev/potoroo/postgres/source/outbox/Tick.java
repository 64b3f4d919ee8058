package dev.potoroo.postgres.source.outbox;

/**
 * A piece of the outbox: the rows that are visible in {@code snapshot} and not in {@code previous}.
 * Once cut it never changes, until its rows are freed.
 *
 * @param number from 1 up without gaps; number 0 is made at installation and is empty
 * @param previous the snapshot of the tick before, in PostgreSQL's text form
 * @param snapshot its own
 * @param firstMessageId of its first row; the rows that follow count on from there
 * @param rows how many there are
 * @param firstSequence the lowest {@code seq} of its rows; other ticks' rows may lie in between
 * @param lastSequence the highest
 */
record Tick(
    long number,
    String previous,
    String snapshot,
    long firstMessageId,
    long rows,
    long firstSequence,
    long lastSequence) {

  /** The message id that the tick after begins with. */
  long nextMessageId() {
    return firstMessageId + rows;
  }
}
