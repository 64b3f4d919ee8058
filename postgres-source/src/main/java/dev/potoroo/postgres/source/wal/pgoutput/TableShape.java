package dev.potoroo.postgres.source.wal.pgoutput;

import dev.potoroo.connector.ConfigurationException;
import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.wal.change.Column;
import dev.potoroo.postgres.source.wal.change.ReplicaIdentity;
import dev.potoroo.postgres.source.wal.change.Table;
import dev.potoroo.postgres.source.wal.change.UnreadableLogException;

/** Reads a Relation message as a {@link Table}. */
final class TableShape {
  /** Sent as an empty string. */
  private static final String CATALOG = "pg_catalog";

  private TableShape() {}

  static Table of(PgOutputMessage.Relation relation) {
    try {
      String schema = relation.namespace().isEmpty() ? CATALOG : relation.namespace();
      return new Table(
          relation.id(),
          new QualifiedName(new SqlName(schema), new SqlName(relation.name())),
          identity(relation.replicaIdentity()),
          relation.columns().stream().map(TableShape::column).toList());
    } catch (ConfigurationException e) {
      throw new UnreadableLogException(
          "pgoutput, shape of table %d: %s".formatted(relation.id(), e.getMessage()), e);
    }
  }

  private static Column column(PgOutputMessage.Relation.Column column) {
    return new Column(
        new SqlName(column.name()), column.typeOid(), column.typeModifier(), column.key());
  }

  private static ReplicaIdentity identity(char code) {
    return switch (code) {
      case 'd' -> ReplicaIdentity.DEFAULT;
      case 'n' -> ReplicaIdentity.NOTHING;
      case 'f' -> ReplicaIdentity.FULL;
      case 'i' -> ReplicaIdentity.INDEX;
      default ->
          throw new UnreadableLogException(
              "pgoutput: expected a replica identity, one of d, n, f and i, got 0x%02x"
                  .formatted((int) code));
    };
  }
}
