package dev.potoroo.runtime;

import dev.potoroo.protocol.StreamId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which stream id is held by which source connection. An id is held by one at a time, over all
 * sources of the worker: from its NOTIFY until its end is acknowledged or its connection is gone.
 */
final class StreamRegistry {
  private final Map<StreamId, SourceStream> holders = new HashMap<>();
  private final Map<StreamId, Set<SourceConnection>> refused = new HashMap<>();

  /** False when another connection holds the id; that one is then told when it becomes free. */
  boolean claim(SourceStream stream) {
    if (holders.putIfAbsent(stream.id(), stream) == null) {
      return true;
    }
    refused.computeIfAbsent(stream.id(), id -> new LinkedHashSet<>()).add(stream.connection());
    return false;
  }

  /**
   * The connection that holds the id.
   *
   * @throws IllegalStateException when none does
   */
  SourceConnection holder(StreamId id) {
    SourceStream stream = holders.get(id);
    if (stream == null) {
      throw new IllegalStateException("stream " + id + " is free");
    }
    return stream.connection();
  }

  /** The id is free; those that were refused it may ask again. */
  void release(SourceStream stream) {
    if (holders.remove(stream.id(), stream)) {
      Set<SourceConnection> waiting = refused.remove(stream.id());
      if (waiting != null) {
        waiting.forEach(SourceConnection::nudge);
      }
    }
  }

  /** The connection is gone and asks for nothing any more. */
  void forget(SourceConnection connection) {
    refused.values().removeIf(waiting -> waiting.remove(connection) && waiting.isEmpty());
  }

  /** All streams that are held; a copy. */
  List<SourceStream> streams() {
    return new ArrayList<>(holders.values());
  }
}
