/**
 * The state machines of a session: who may send what, when, and what it costs.
 *
 * <p>{@link dev.potoroo.protocol.session.SenderSession} is the end that sends data (a source's
 * connector, or the application towards a sink), {@link
 * dev.potoroo.protocol.session.ReceiverSession} the end that receives it. They take frames and give
 * frames; they know no socket, no thread and no clock. One thread at a time uses a session. Source:
 * docs/protocol.md, "Sessions", "Streams" and "Credits".
 */
@NullMarked
package dev.potoroo.protocol.session;

import org.jspecify.annotations.NullMarked;
