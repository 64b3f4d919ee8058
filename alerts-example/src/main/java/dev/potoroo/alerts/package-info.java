/**
 * The transaction-alerts application: reads transactions, writes an alert for each large one.
 *
 * <p>It is described with {@code pipeline} and run by {@code runtime}; it knows of no database.
 */
@NullMarked
package dev.potoroo.alerts;

import org.jspecify.annotations.NullMarked;
