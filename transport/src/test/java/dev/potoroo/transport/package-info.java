@NullMarked
package dev.potoroo.transport;

import org.jspecify.annotations.NullMarked;
