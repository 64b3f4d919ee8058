package dev.potoroo.postgres.source.outbox;

/**
 * Where in an outbox to read on.
 *
 * @param sequence number of the bundle; the one after it where this one is gone
 * @param passed how many of that bundle's rows lie before, fewer than it has
 */
record OutboxPlace(long sequence, long passed) {}
