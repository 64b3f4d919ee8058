package dev.potoroo.alerts;

import java.math.BigDecimal;

/**
 * A bank transaction: a deposit if the amount is above 0, a withdrawal if below.
 *
 * @param id as the database prints it
 * @param amount exact, with the scale that the database has
 */
record Transaction(String id, BigDecimal amount) {}
