@NullMarked
package dev.potoroo.postgres.source.doctor;

import org.jspecify.annotations.NullMarked;
