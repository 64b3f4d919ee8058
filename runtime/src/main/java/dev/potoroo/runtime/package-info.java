/**
 * Runs an application in one process: listens for source connectors, dials sink connectors, passes
 * messages through the pipelines, and acknowledges to a source what all sinks made durable.
 *
 * <p>Begin with {@link dev.potoroo.runtime.Worker}. One event-loop thread owns everything here
 * (docs/decisions/0003), so there is no lock: unless its documentation says otherwise, a method is
 * called on that thread. Nothing is kept on disk. The source for what goes over the wire is
 * docs/protocol.md; the session state machines are those of {@code dev.potoroo.protocol.session}.
 */
@NullMarked
package dev.potoroo.runtime;

import org.jspecify.annotations.NullMarked;
