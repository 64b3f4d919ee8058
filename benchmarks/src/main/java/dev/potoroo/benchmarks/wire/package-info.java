/**
 * Benchmarks without a database: what the protocol and the processes that speak it cost. Messages
 * are generated and counted, and every one is checked to be the next.
 */
@NullMarked
package dev.potoroo.benchmarks.wire;

import org.jspecify.annotations.NullMarked;
