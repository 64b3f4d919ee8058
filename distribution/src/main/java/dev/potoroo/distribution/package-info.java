/**
 * Every command behind one entry, {@code bin/potoroo}. Nothing but the mounting is here: each
 * command lives in its own module and has a {@code main} of its own.
 */
@NullMarked
package dev.potoroo.distribution;

import org.jspecify.annotations.NullMarked;
