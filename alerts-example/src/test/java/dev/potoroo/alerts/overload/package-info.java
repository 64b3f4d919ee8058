/**
 * More than the chain can carry: a sink that is too slow, and sources that are many. No process may
 * take more memory than {@code bin/potoroo} gives it, and nothing may be lost. Source:
 * CONTRIBUTING.md, "Overload".
 */
@NullMarked
package dev.potoroo.alerts.overload;

import org.jspecify.annotations.NullMarked;
