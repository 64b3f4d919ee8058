package dev.potoroo.postgres.source.outbox;

import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.capture.AdvisoryKey;
import dev.potoroo.postgres.source.capture.SchemaObjects;
import dev.potoroo.postgres.source.capture.TriggerFamily;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * What is in our schema, as SQL names it.
 *
 * @param schema of {@code --schema}
 */
record OutboxName(SqlName schema) {
  private static final SqlName STREAM = new SqlName("stream");
  private static final SqlName TICK = new SqlName("tick");

  /** One row for each captured table. */
  String stream() {
    return new QualifiedName(schema, STREAM).quoted();
  }

  /** The ticks of all streams. */
  String tick() {
    return new QualifiedName(schema, TICK).quoted();
  }

  /** The captured rows of one stream. */
  String outbox(String incarnation) {
    return new QualifiedName(schema, new SqlName("outbox_" + incarnation)).quoted();
  }

  /** The channel that rings when rows were captured, one for all streams: named like our schema. */
  SqlName doorbell() {
    return schema;
  }

  /** Of the advisory lock by which the writers of one stream know whether to ring. */
  long doorbellKey(String incarnation) {
    return AdvisoryKey.of("doorbell of outbox " + incarnation);
  }

  TriggerFamily triggers(String incarnation) {
    return new TriggerFamily(schema, "_" + incarnation);
  }

  /** Whether the tables of all streams are there. */
  boolean areInstalled(Connection connection) throws SQLException {
    return SchemaObjects.tableExists(connection, schema, TICK);
  }
}
