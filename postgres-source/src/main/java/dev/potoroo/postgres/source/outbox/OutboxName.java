package dev.potoroo.postgres.source.outbox;

import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.SqlName;

/**
 * The tables of our schema as SQL names them.
 *
 * @param schema of {@code --schema}
 */
record OutboxName(SqlName schema) {

  /** One row for each captured table. */
  String stream() {
    return schema.quoted() + ".stream";
  }

  /** The ticks of all streams. */
  String tick() {
    return schema.quoted() + ".tick";
  }

  /** The captured rows of one stream. */
  String outbox(String incarnation) {
    return new QualifiedName(schema, new SqlName("outbox_" + incarnation)).quoted();
  }
}
