/**
 * What both kinds of connector need below their sessions: one event loop, connections that carry
 * frames, the inbox through which the event loop hands to the connector thread, and the pace of new
 * tries. The SDK's own; a connector's author has no use for it.
 *
 * <p>The event loop only moves frames. Session state, sources and sinks belong to the connector
 * thread alone, so that nothing here or above takes a lock.
 */
@NullMarked
package dev.potoroo.connector.connection;

import org.jspecify.annotations.NullMarked;
