/**
 * {@code bin/potoroo bench}: how fast it is. Each end-to-end figure counts rows in the sink's table
 * and checks them; each comparison is of one run, in turns. Benchmarks are not tests: they gate
 * nothing by time. What each figure means: docs/performance.md.
 */
@NullMarked
package dev.potoroo.benchmarks;

import org.jspecify.annotations.NullMarked;
