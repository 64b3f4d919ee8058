package dev.potoroo.postgres.source.outbox;

import dev.potoroo.protocol.PointOfReference;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How one captured table stands.
 *
 * @param table as it was named when it was installed
 * @param stream its full name
 * @param acknowledged the last message that is durable at every sink
 * @param lastMessage the last that has an id, 0 where none has
 * @param lagRows committed rows that are not acknowledged
 * @param lag how long ago the oldest of them was written, zero where there is none
 * @param ticks that are cut and not yet freed
 * @param outboxBytes what the outbox takes on disk, with its indexes
 * @param reader the server process of the source that reads it, null when none does
 */
public record StreamStatus(
    String table,
    String stream,
    PointOfReference acknowledged,
    long lastMessage,
    long lagRows,
    Duration lag,
    long ticks,
    long outboxBytes,
    @Nullable Integer reader) {}
