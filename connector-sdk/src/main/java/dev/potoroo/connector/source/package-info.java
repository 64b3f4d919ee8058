/** The source side: what an author implements, and what runs it against an application. */
@NullMarked
package dev.potoroo.connector.source;

import org.jspecify.annotations.NullMarked;
