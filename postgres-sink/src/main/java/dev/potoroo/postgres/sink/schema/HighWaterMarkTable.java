package dev.potoroo.postgres.sink.schema;

import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.SqlName;
import java.util.List;

/**
 * The table that the marks are in, {@code potoroo.high_water_mark}: one row for each stream of an
 * application that has ever had a message written to a target. The target is part of the key, for
 * one application may fill two tables of one database from the same stream.
 *
 * <p>Ids and marks are unsigned 64-bit, hence numeric.
 */
public record HighWaterMarkTable(SqlName schema) {
  private static final String DEFINITION =
      """
      (
            application text NOT NULL,
            target text NOT NULL,
            stream numeric(20) NOT NULL CHECK (stream BETWEEN 0 AND 18446744073709551615),
            name text NOT NULL,
            mark numeric(20) NOT NULL CHECK (mark BETWEEN 0 AND 18446744073709551614),
            updated_at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (application, target, stream)
          ) WITH (fillfactor = 50)""";

  public QualifiedName name() {
    return table().qualifiedName();
  }

  OwnTable table() {
    return new OwnTable(
        schema,
        new SqlName("high_water_mark"),
        DEFINITION,
        "keep its marks",
        List.of("SELECT", "INSERT", "UPDATE"));
  }
}
