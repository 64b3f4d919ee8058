package dev.potoroo.connector.sink;

import dev.potoroo.protocol.PointOfReference;
import java.util.List;

/**
 * What a sink writes in one transaction: messages of one application, in the order they came, and
 * the high-water marks that they lead to.
 *
 * @param messages at least one
 * @param marks one for each stream that has a message here
 */
public record SinkBatch(List<SinkMessage> messages, List<MarkUpdate> marks) {

  /**
   * The step of one high-water mark.
   *
   * @param expected the mark as this session last saw it; if the stored one is another, a second
   *     instance of the application has written since, and this one must not
   * @param mark the id of the stream's last message in the batch
   */
  public record MarkUpdate(SinkStream stream, PointOfReference expected, PointOfReference mark) {}
}
