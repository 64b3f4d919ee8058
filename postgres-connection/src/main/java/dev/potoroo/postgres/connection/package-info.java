/**
 * What the PostgreSQL connectors share: where the server is ({@link
 * dev.potoroo.postgres.connection.ConnectionSettings}), how names are written in SQL ({@link
 * dev.potoroo.postgres.connection.SqlName}), and what the server's errors mean to a connector
 * ({@link dev.potoroo.postgres.connection.PostgresErrors}).
 *
 * <p>Leans on pgjdbc for the connection itself. The forms of a connection string are those of libpq
 * (PostgreSQL manual, "Connection Strings").
 */
@NullMarked
package dev.potoroo.postgres.connection;

import org.jspecify.annotations.NullMarked;
