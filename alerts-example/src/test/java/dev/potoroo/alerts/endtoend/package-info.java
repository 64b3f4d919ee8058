/**
 * The three programs as processes of their own on a real PostgreSQL: what a user runs, killed and
 * stopped and misused. {@link dev.potoroo.alerts.endtoend.AlertsChain} starts them; the tests are
 * the specification of the whole.
 */
@NullMarked
package dev.potoroo.alerts.endtoend;

import org.jspecify.annotations.NullMarked;
