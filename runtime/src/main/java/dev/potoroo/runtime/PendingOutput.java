package dev.potoroo.runtime;

import dev.potoroo.protocol.StreamId;

/** One output that waits for a sink's credit or for room on the connection. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PendingOutput(StreamId stream, long id, long eventTime, byte[] key, byte[] payload) {

  /** About what an output takes besides its bytes: this record and two array headers. */
  private static final int OVERHEAD = 96;

  /** Memory that it holds, in bytes. */
  long size() {
    return OVERHEAD + key.length + (long) payload.length;
  }
}
