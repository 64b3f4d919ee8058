/**
 * How something is measured here: variants of the same work run in turns, in one run, the subject
 * twice a round, and medians stand for them. Knows nothing of what the work is.
 */
@NullMarked
package dev.potoroo.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
