@NullMarked
package dev.potoroo.runtime.delivery;

import org.jspecify.annotations.NullMarked;
