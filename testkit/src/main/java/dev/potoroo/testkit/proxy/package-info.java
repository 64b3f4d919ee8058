/**
 * A bad network between two real processes.
 *
 * <p>{@link dev.potoroo.testkit.proxy.FaultyLink} stands between a client and a server and passes
 * bytes on, until a test makes the way bad: cut, reset, slow, silent, or cut in the middle of a
 * frame. Plain java.net sockets; of the protocol it knows only that a frame begins with its length,
 * and of the protocols of others nothing.
 */
@NullMarked
package dev.potoroo.testkit.proxy;

import org.jspecify.annotations.NullMarked;
