/** What the demo generates, and that it ends as it promises. */
@NullMarked
package dev.potoroo.alerts.demo;

import org.jspecify.annotations.NullMarked;
