/**
 * The six messages of a two-phase commit between an application and a sink.
 *
 * <p>They are never frames of their own: each is the payload of a MESSAGE on stream 0 with id 0,
 * event time 0 and no key. Source: docs/protocol.md, "Two-phase commit".
 */
@NullMarked
package dev.potoroo.protocol.twophase;

import org.jspecify.annotations.NullMarked;
