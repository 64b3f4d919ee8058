package dev.potoroo.postgres.sink.schema;

import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.SqlName;
import java.util.List;

/**
 * The table of dead letters, {@code potoroo.dead_letter}: one row for each message that a target
 * table refused, with all that it takes to write it again. Ids increase in the order in which the
 * messages of a stream came.
 *
 * <p>{@code event_time} is as the message has it, milliseconds since 1970 or 0; no conversion may
 * fail here. Nothing is unique but the id: what is refused twice is kept twice.
 */
public record DeadLetterTable(SqlName schema) {
  private static final String DEFINITION =
      """
      (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            application text NOT NULL,
            target text NOT NULL,
            stream numeric(20) NOT NULL,
            name text NOT NULL,
            message numeric(20) NOT NULL,
            event_time bigint NOT NULL,
            key bytea NOT NULL,
            payload bytea NOT NULL,
            sqlstate text NOT NULL,
            reason text NOT NULL,
            rejected_at timestamptz NOT NULL DEFAULT now()
          )""";

  public QualifiedName name() {
    return table().qualifiedName();
  }

  /** The sink adds to it and never looks. */
  OwnTable table() {
    return new OwnTable(
        schema, new SqlName("dead_letter"), DEFINITION, "keep dead letters", List.of("INSERT"));
  }
}
