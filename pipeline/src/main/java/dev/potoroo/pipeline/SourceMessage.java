package dev.potoroo.pipeline;

/**
 * What came from a source, as a {@link Decoder} sees it. The arrays are not copies: leave them as
 * they are.
 *
 * @param stream the name under which the source announced the stream
 * @param id place in the stream, unsigned 64-bit
 * @param eventTime when it happened, in milliseconds since 1970 where the source knows, else 0
 * @param key empty when the source gave none
 * @param payload may be empty
 */
@SuppressWarnings("ArrayRecordComponent") // never compared: it lives for one call of a decoder
public record SourceMessage(String stream, long id, long eventTime, byte[] key, byte[] payload) {

  /** Says which message it is, and nothing of what it carries. */
  @Override
  public String toString() {
    return "message " + Long.toUnsignedString(id) + " of stream " + stream;
  }
}
