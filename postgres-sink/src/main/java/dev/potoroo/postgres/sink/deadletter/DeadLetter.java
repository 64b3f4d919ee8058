package dev.potoroo.postgres.sink.deadletter;

import java.math.BigInteger;
import java.time.Instant;

/**
 * A message that a target table refused, as it is kept.
 *
 * @param id its own, by which it is dropped
 * @param target {@code schema.table(column)} that refused it
 * @param stream the stream's id, unsigned 64-bit; {@code name} is for people
 * @param message its id in the stream, unsigned 64-bit
 * @param eventTime milliseconds since 1970, 0 if unknown
 * @param key empty for none
 * @param sqlState why, in five characters; {@code reason} in words, which may quote the payload
 */
@SuppressWarnings("ArrayRecordComponent") // read and printed, never compared
public record DeadLetter(
    long id,
    String application,
    String target,
    BigInteger stream,
    String name,
    BigInteger message,
    long eventTime,
    byte[] key,
    byte[] payload,
    String sqlState,
    String reason,
    Instant rejectedAt) {}
