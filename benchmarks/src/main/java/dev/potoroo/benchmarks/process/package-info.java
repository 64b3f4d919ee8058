/** The measured programs, each in a JVM of its own that runs as {@code bin/potoroo} runs it. */
@NullMarked
package dev.potoroo.benchmarks.process;

import org.jspecify.annotations.NullMarked;
