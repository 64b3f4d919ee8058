/**
 * What a component says to people, held against what it should say. Needs Logback, which a test of
 * a program has at hand; authors who log by other means have no use for this package.
 */
@NullMarked
package dev.potoroo.testkit.log;

import org.jspecify.annotations.NullMarked;
