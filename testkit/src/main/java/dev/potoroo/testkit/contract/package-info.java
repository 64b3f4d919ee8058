/**
 * What every connector must do, as test classes that run against it over the wire.
 *
 * <p>A connector's own test extends {@link dev.potoroo.testkit.contract.SourceContract} or {@link
 * dev.potoroo.testkit.contract.SinkContract} and supplies a driver that starts the connector. The
 * connector may run in the test's JVM or in a process of its own. Source: docs/protocol.md and
 * docs/guarantees.md.
 */
@NullMarked
package dev.potoroo.testkit.contract;

import org.jspecify.annotations.NullMarked;
