/** What one frame costs: JMH runs the codec beside netty's frame decoder, in forks of its own. */
@NullMarked
package dev.potoroo.benchmarks.codec;

import org.jspecify.annotations.NullMarked;
