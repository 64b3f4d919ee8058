@NullMarked
package dev.potoroo.benchmarks;

import org.jspecify.annotations.NullMarked;
