/** The sink side: what an author implements, and what runs it for applications. */
@NullMarked
package dev.potoroo.connector.sink;

import org.jspecify.annotations.NullMarked;
