/**
 * What the author of a connector sees.
 *
 * <p>Two forms. The short one: {@code SourceConnector} with {@code write}, {@code SinkConnector}
 * with {@code read}. The full one, for connectors that survive a crash exactly once: {@link
 * dev.potoroo.connector.source.ReplayableSource} and {@link
 * dev.potoroo.connector.sink.TransactionalSink}. Either way the SDK owns the handshake, credits,
 * reconnection, resumption, acknowledgement, order and shutdown. Guides: docs/guides.
 */
@NullMarked
package dev.potoroo.connector;

import org.jspecify.annotations.NullMarked;
