package dev.potoroo.postgres.source.wal.snapshot;

/**
 * What a row is sent as.
 *
 * @param eventTime when its snapshot was taken, in milliseconds since 1970
 * @param key as the stream's format makes it
 * @param payload as the stream's format makes it
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record RowMessage(long eventTime, byte[] key, byte[] payload) {

  int bytes() {
    return key.length + payload.length;
  }
}
