/** How soon something is there, called as users call it: through {@code bin/potoroo}. */
@NullMarked
package dev.potoroo.benchmarks.start;

import org.jspecify.annotations.NullMarked;
