/**
 * The three programs under faults that are drawn by chance, yet the same for the same seed: {@link
 * dev.potoroo.alerts.chaos.ChaosIT} is the test, {@link dev.potoroo.alerts.chaos.Fault} what goes
 * wrong, {@link dev.potoroo.alerts.chaos.FaultPlan} when. Source: CONTRIBUTING.md, "Chaos".
 */
@NullMarked
package dev.potoroo.alerts.chaos;

import org.jspecify.annotations.NullMarked;
