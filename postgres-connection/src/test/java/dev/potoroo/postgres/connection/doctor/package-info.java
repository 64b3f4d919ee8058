@NullMarked
package dev.potoroo.postgres.connection.doctor;

import org.jspecify.annotations.NullMarked;
