/** Example connectors, from which the guides under docs/guides draw their snippets. */
@NullMarked
package dev.potoroo.connector.example;

import org.jspecify.annotations.NullMarked;
