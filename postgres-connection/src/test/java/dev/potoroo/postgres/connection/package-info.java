@NullMarked
package dev.potoroo.postgres.connection;

import org.jspecify.annotations.NullMarked;
