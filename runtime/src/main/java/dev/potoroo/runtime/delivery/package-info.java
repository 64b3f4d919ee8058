/**
 * What becomes of one message: its outputs, their ids, and the point up to which a source may
 * forget. No socket, no thread and no clock; one thread at a time uses each object.
 *
 * <p>The rules are those of direct delivery (docs/guarantees.md): ids of outputs follow from ids of
 * messages alone, so that after any crash the same message has the same outputs under the same ids,
 * and a sink can tell what it has.
 */
@NullMarked
package dev.potoroo.runtime.delivery;

import org.jspecify.annotations.NullMarked;
