/**
 * The connector protocol, version 3: how a connector and a stream application speak over one TCP
 * connection.
 *
 * <p>{@code frame} has the nine frames and their codec, {@code twophase} the six messages of a
 * two-phase commit, {@code session} the state machines of either end. Nothing here opens a socket,
 * starts a thread or reads a clock. The source for every byte and every rule is docs/protocol.md.
 */
@NullMarked
package dev.potoroo.protocol;

import org.jspecify.annotations.NullMarked;
