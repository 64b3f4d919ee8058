package dev.potoroo.connector.source;

import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;

/**
 * A stream that a source has to offer.
 *
 * @param name its full name, the same in every run, and another one when what it reads was made
 *     anew, so that ids never begin again under an old high-water mark
 * @param acknowledged the point that the source has durably stored as acknowledged, {@link
 *     PointOfReference#NEVER} where there is none
 */
public record SourceStream(String name, PointOfReference acknowledged) {

  public StreamId id() {
    return StreamId.of(name);
  }
}
