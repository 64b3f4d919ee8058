@NullMarked
package dev.potoroo.runtime;

import org.jspecify.annotations.NullMarked;
