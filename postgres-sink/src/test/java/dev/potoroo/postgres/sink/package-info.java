@NullMarked
package dev.potoroo.postgres.sink;

import org.jspecify.annotations.NullMarked;
