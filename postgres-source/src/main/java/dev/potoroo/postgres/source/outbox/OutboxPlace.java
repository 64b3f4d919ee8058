package dev.potoroo.postgres.source.outbox;

/**
 * Where in an outbox to read on.
 *
 * @param sequence number of a bundle; with nothing passed, of the first from there on
 * @param passed how many of that bundle's rows lie before, fewer than it has
 */
record OutboxPlace(long sequence, long passed) {}
