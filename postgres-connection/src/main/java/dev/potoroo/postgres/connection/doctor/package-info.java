/**
 * Looks at a database the way a connector will use it, and says what would stand in its way: a list
 * of {@link dev.potoroo.postgres.connection.doctor.Check}s, run by {@link
 * dev.potoroo.postgres.connection.doctor.Doctor}, each answering with {@link
 * dev.potoroo.postgres.connection.doctor.Finding}s and the SQL that mends them. Nothing is changed.
 *
 * <p>Here are the checks that every connector shares, {@link
 * dev.potoroo.postgres.connection.doctor.ServerChecks}; each connector adds its own. What the
 * command line prints is described in docs/reference/doctor.md.
 */
@NullMarked
package dev.potoroo.postgres.connection.doctor;

import org.jspecify.annotations.NullMarked;
