/**
 * The demo: an embedded PostgreSQL, the two connectors and the application, run together on
 * generated transactions and checked by SQL.
 */
@NullMarked
package dev.potoroo.alerts.demo;

import org.jspecify.annotations.NullMarked;
