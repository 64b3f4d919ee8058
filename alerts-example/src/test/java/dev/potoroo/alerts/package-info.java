/** What the alerts application does with one payload, and with processes that are killed. */
@NullMarked
package dev.potoroo.alerts;

import org.jspecify.annotations.NullMarked;
