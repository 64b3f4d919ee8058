package dev.potoroo.connector.sink;

import dev.potoroo.protocol.MessageId;

/**
 * One message for the sink. The arrays are the sink's to keep, not to alter.
 *
 * @param eventTime milliseconds since 1970, 0 if unknown
 * @param key empty for none
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record SinkMessage(
    SinkStream stream, MessageId id, long eventTime, byte[] key, byte[] payload) {}
