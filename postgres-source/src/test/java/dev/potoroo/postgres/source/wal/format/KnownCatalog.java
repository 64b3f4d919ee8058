package dev.potoroo.postgres.source.wal.format;

import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.wal.catalog.LogCatalog;
import dev.potoroo.postgres.source.wal.catalog.PostgresType;
import dev.potoroo.postgres.source.wal.change.Table;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Knows one primary key, and types that are built in. */
final class KnownCatalog implements LogCatalog {
  private final List<SqlName> primaryKey;

  KnownCatalog(String... primaryKey) {
    this.primaryKey = Stream.of(primaryKey).map(SqlName::new).toList();
  }

  @Override
  public PostgresType type(long oid) {
    return new PostgresType.Scalar(oid);
  }

  @Override
  public PostgresType typeAsOfNow(long oid) {
    return type(oid);
  }

  @Override
  public String typeName(long oid, int modifier) {
    return "type " + oid;
  }

  @Override
  public Optional<Table> table(QualifiedName name) {
    return Optional.empty();
  }

  @Override
  public List<SqlName> primaryKey(long tableOid) {
    return primaryKey;
  }
}
