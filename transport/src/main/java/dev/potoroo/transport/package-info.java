/**
 * What lies under the frames of a connection, for connectors and applications alike: TLS or the
 * clear, an end in good order, and the {@link dev.potoroo.transport.LogField} of whom a line of the
 * log is about.
 *
 * <p>{@link dev.potoroo.transport.TlsListener} and {@link dev.potoroo.transport.TlsDialer} put
 * their handlers into a channel before the codec is added. What goes wrong below the frames reaches
 * the handlers after them as an exception with a text for people: a {@link
 * dev.potoroo.protocol.ProtocolException} where the peer can be told with an ERROR frame, an {@link
 * javax.net.ssl.SSLException} where it cannot.
 */
@NullMarked
package dev.potoroo.transport;

import org.jspecify.annotations.NullMarked;
