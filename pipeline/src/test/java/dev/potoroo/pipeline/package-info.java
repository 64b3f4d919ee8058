@NullMarked
package dev.potoroo.pipeline;

import org.jspecify.annotations.NullMarked;
