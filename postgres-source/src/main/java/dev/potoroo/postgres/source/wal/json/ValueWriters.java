package dev.potoroo.postgres.source.wal.json;

import dev.potoroo.postgres.source.wal.catalog.LogCatalog;
import dev.potoroo.postgres.source.wal.catalog.PostgresType;
import dev.potoroo.postgres.source.wal.catalog.PostgresType.Array;
import dev.potoroo.postgres.source.wal.catalog.PostgresType.Composite;
import dev.potoroo.postgres.source.wal.catalog.PostgresType.Hstore;
import dev.potoroo.postgres.source.wal.catalog.PostgresType.Vector;

/** Picks what writes the values of a type. */
final class ValueWriters {

  private ValueWriters() {}

  static ValueWriter of(PostgresType type, LogCatalog catalog) {
    if (type instanceof Array array) {
      return new ArrayWriter(of(array.element(), catalog), array.delimiter());
    }
    if (type instanceof Composite composite) {
      return new CompositeWriter(composite, catalog);
    }
    if (type instanceof Vector vector) {
      return new VectorWriter(of(vector.element(), catalog));
    }
    return type instanceof Hstore ? new HstoreWriter() : ScalarWriter.of(type.oid());
  }
}
