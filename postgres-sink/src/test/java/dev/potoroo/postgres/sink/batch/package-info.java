@NullMarked
package dev.potoroo.postgres.sink.batch;

import org.jspecify.annotations.NullMarked;
