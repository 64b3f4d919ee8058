/** The peer: Debezium Engine, its events as JSON, and a sink that is as fast as JDBC lets it be. */
@NullMarked
package dev.potoroo.benchmarks.debezium;

import org.jspecify.annotations.NullMarked;
