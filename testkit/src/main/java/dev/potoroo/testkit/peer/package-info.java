/**
 * Scripted peers: a test plays the other end of a session, frame by frame, over a real socket.
 *
 * <p>{@link dev.potoroo.testkit.peer.ScriptedReceiver} listens, as an application does for sources
 * and a sink does for an application; {@link dev.potoroo.testkit.peer.ScriptedSender} dials. Both
 * block, on plain java.net sockets, and keep no state of the session: what a test does not send is
 * not sent, and what breaks the protocol can be sent too. Each wait ends with an AssertionError
 * that says what was expected and what came. Leans on the codec of {@code
 * dev.potoroo.protocol.frame}.
 */
@NullMarked
package dev.potoroo.testkit.peer;

import org.jspecify.annotations.NullMarked;
