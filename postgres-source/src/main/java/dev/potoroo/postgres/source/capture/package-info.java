/**
 * What both capture modes share: the table as the catalog has it, the triggers on it, the JSON that
 * a row becomes, and the connection that a source works with.
 *
 * <p>All JSON is made by PostgreSQL: no value passes through a Java type, so a numeric keeps every
 * digit.
 */
@NullMarked
package dev.potoroo.postgres.source.capture;

import org.jspecify.annotations.NullMarked;
