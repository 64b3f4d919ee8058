package dev.potoroo.postgres.source.outbox;

/**
 * A captured row, ready to be sent.
 *
 * @param eventTime of the statement that wrote it, in milliseconds since 1970
 * @param key UTF-8, empty for none
 * @param payload UTF-8
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record OutboxRow(long eventTime, byte[] key, byte[] payload) {}
