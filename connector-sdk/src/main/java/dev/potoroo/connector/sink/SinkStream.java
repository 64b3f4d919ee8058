package dev.potoroo.connector.sink;

import dev.potoroo.protocol.StreamId;

/**
 * Whose high-water mark it is.
 *
 * @param application the application's name: HELLO's program name
 * @param id the stream's identity, unique in the application; the key of the mark with {@code
 *     application}
 * @param name the stream's name, for people
 */
public record SinkStream(String application, StreamId id, String name) {}
