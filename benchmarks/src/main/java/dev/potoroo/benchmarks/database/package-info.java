/**
 * Benchmarks with a PostgreSQL. Its own server, in a directory that goes with it; what landed is
 * counted and compared there, by SQL.
 */
@NullMarked
package dev.potoroo.benchmarks.database;

import org.jspecify.annotations.NullMarked;
