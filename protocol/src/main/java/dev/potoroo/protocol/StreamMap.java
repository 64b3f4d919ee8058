package dev.potoroo.protocol;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of each stream, by its id and in the order in which they came. Most messages are of
 * the same stream as the one before: what was asked for last is found at once. Not thread-safe.
 *
 * @param <V> what is known of a stream
 */
public final class StreamMap<V> {
  private final Map<StreamId, V> streams = new LinkedHashMap<>();
  private StreamId lastId = StreamId.CONTROL;
  private @Nullable V last;

  /** Null when there is no such stream. */
  public @Nullable V get(StreamId id) {
    V found = last;
    if (found == null || id.value() != lastId.value()) {
      found = streams.get(id);
      lastId = id;
      last = found;
    }
    return found;
  }

  public boolean contains(StreamId id) {
    return streams.containsKey(id);
  }

  /** In place of what was there. */
  public void put(StreamId id, V stream) {
    streams.put(id, stream);
    last = null;
  }

  public void remove(StreamId id) {
    streams.remove(id);
    last = null;
  }

  public void clear() {
    streams.clear();
    last = null;
  }

  public int size() {
    return streams.size();
  }

  /** A view, not to be altered. */
  public Collection<V> values() {
    return Collections.unmodifiableCollection(streams.values());
  }

  /** A view, not to be altered. */
  public Map<StreamId, V> asMap() {
    return Collections.unmodifiableMap(streams);
  }
}
