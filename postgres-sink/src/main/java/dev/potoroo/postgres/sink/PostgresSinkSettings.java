package dev.potoroo.postgres.sink;

import dev.potoroo.postgres.connection.ConnectionSettings;
import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.sink.batch.OnRejected;
import dev.potoroo.postgres.sink.schema.SchemaCheck;

/**
 * What a postgres-sink is told. Names are as the catalog has them.
 *
 * @param connection the database that has the table and the marks
 * @param table one row is inserted for each message; default {@code alert_log}
 * @param column takes the payload; default {@code alert_log}
 * @param createTable whether to create the table, with {@code id} and {@code created_at} beside the
 *     column, where it is missing; default false
 * @param schema of the sink's own tables {@code high_water_mark} and {@code dead_letter}; default
 *     {@code potoroo}
 * @param onRejected what becomes of a message that the table refuses; default {@code FAIL}
 */
public record PostgresSinkSettings(
    ConnectionSettings connection,
    QualifiedName table,
    SqlName column,
    boolean createTable,
    SqlName schema,
    OnRejected onRejected) {

  /** The default for {@link #table}, and for {@link #column}. */
  public static final String DEFAULT_NAME = "alert_log";

  /** The default for {@link #schema}. */
  public static final String DEFAULT_SCHEMA = "potoroo";

  SchemaCheck schemaCheck() {
    return new SchemaCheck(
        table, column, createTable, schema, onRejected == OnRejected.DEAD_LETTER);
  }
}
