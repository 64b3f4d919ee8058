package dev.potoroo.postgres.source.wal.catalog;

import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.wal.change.Table;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * The catalog as it is now, which may be later than the place in the log that is being read. What
 * is gone since then is no error.
 */
public interface LogCatalog {

  /** A type that is gone is a {@link PostgresType.Scalar}. */
  PostgresType type(long oid) throws SQLException;

  /**
   * As {@link #type}, but asked anew: an attribute was added to a composite, or dropped from it.
   */
  PostgresType typeAsOfNow(long oid) throws SQLException;

  /**
   * The type as SQL writes it, such as {@code numeric(10,2)}.
   *
   * @param modifier -1 for none
   * @return {@code ???} for a type that is gone, as the server itself writes
   */
  String typeName(long oid, int modifier) throws SQLException;

  /**
   * The table with all its columns.
   *
   * @param name with its schema
   */
  Optional<Table> table(QualifiedName name) throws SQLException;

  /** In the key's order; empty for a table that has none, or is gone. */
  List<SqlName> primaryKey(long tableOid) throws SQLException;
}
