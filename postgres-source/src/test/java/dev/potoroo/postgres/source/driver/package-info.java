/** Drives a source as the SDK does, without an application and without TCP. */
@NullMarked
package dev.potoroo.postgres.source.driver;

import org.jspecify.annotations.NullMarked;
