/**
 * What the source looks for in a database before it starts, or beside a running one: the tables,
 * the rights, the triggers, and for mode {@code wal} the server's settings.
 *
 * <p>{@link dev.potoroo.postgres.source.doctor.SourceChecks} lists them for a configuration. Each
 * is a {@link dev.potoroo.postgres.connection.doctor.Check}. Leans on the planners that also
 * install, so that what is found missing is what a start would put up.
 */
@NullMarked
package dev.potoroo.postgres.source.doctor;

import org.jspecify.annotations.NullMarked;
