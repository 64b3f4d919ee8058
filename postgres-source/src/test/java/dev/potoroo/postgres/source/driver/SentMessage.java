package dev.potoroo.postgres.source.driver;

import dev.potoroo.protocol.StreamId;

/** A message that a source wrote, its bytes as text. */
public record SentMessage(StreamId stream, long id, long eventTime, String key, String payload) {}
