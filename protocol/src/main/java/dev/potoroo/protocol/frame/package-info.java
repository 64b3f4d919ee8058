/**
 * The nine frames as records, and their codec for Netty.
 *
 * <p>A frame on the wire is a length (u32, counting the type byte and the body), a type (u8) and a
 * body; all integers are big-endian. Each record keeps its components in wire order and knows how
 * to write and read its own body. Source: docs/protocol.md, "Frames".
 */
@NullMarked
package dev.potoroo.protocol.frame;

import org.jspecify.annotations.NullMarked;
