package dev.potoroo.postgres.source.wal.slot;

import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.capture.CapturedTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Looks publications up, on PostgreSQL 13 and newer. Needs no right. */
final class PublicationCatalog {
  /** From here on a publication can leave out rows and columns. */
  private static final int FIRST_WITH_FILTERS = 15;

  /** From here on a publication can have generated columns. */
  private static final int FIRST_WITH_GENERATED_COLUMNS = 18;

  private final Connection connection;
  private final SqlName schema;

  /**
   * @param schema ours
   */
  PublicationCatalog(Connection connection, SqlName schema) {
    this.connection = connection;
    this.schema = schema;
  }

  Optional<Publication> find(SqlName name) throws SQLException {
    String sql =
        """
        SELECT oid, obj_description(oid, 'pg_publication') IS NOT DISTINCT FROM ? AS ours,
               pubinsert::int + pubupdate::int + pubdelete::int + pubtruncate::int AS operations,
               pubviaroot, %s AS generated_columns
        FROM pg_catalog.pg_publication WHERE pubname = ?
        """
            .formatted(takesGeneratedColumns() ? "pubgencols = 's'" : "false");
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, Publication.comment(schema));
      statement.setString(2, name.value());
      try (ResultSet row = statement.executeQuery()) {
        return row.next()
            ? Optional.of(
                new Publication(
                    row.getLong("oid"),
                    row.getBoolean("ours"),
                    row.getInt("operations"),
                    row.getBoolean("pubviaroot"),
                    row.getBoolean("generated_columns")))
            : Optional.empty();
      }
    }
  }

  /** Whether the server can publish columns that are generated and stored. */
  boolean takesGeneratedColumns() throws SQLException {
    return majorVersion() >= FIRST_WITH_GENERATED_COLUMNS;
  }

  int majorVersion() throws SQLException {
    return connection.getMetaData().getDatabaseMajorVersion();
  }

  /**
   * Whether changes of that table come under its own name.
   *
   * @param table with its schema
   */
  boolean publishes(SqlName publication, QualifiedName table) throws SQLException {
    String sql =
        """
        SELECT FROM pg_catalog.pg_publication_tables
        WHERE pubname = ? AND schemaname = ? AND tablename = ?
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, publication.value());
      statement.setString(2, Objects.requireNonNull(table.schema()).value());
      statement.setString(3, table.name().value());
      try (ResultSet row = statement.executeQuery()) {
        return row.next();
      }
    }
  }

  boolean publishes(SqlName publication, CapturedTable table) throws SQLException {
    return publishes(publication, table.name());
  }

  /** Whether it leaves out some rows or columns of the table. */
  boolean filters(Publication publication, CapturedTable table) throws SQLException {
    if (majorVersion() < FIRST_WITH_FILTERS) {
      return false;
    }
    String sql =
        """
        SELECT FROM pg_catalog.pg_publication_rel
        WHERE prpubid = ?::oid AND prrelid = ?::oid AND (prqual IS NOT NULL OR prattrs IS NOT NULL)
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, publication.oid());
      statement.setLong(2, table.oid());
      try (ResultSet row = statement.executeQuery()) {
        return row.next();
      }
    }
  }

  /**
   * Whether PostgreSQL takes an UPDATE of the table when updates of it are published: every
   * partition needs a replica identity of its own.
   */
  boolean hasReplicaIdentity(CapturedTable table) throws SQLException {
    String sql =
        """
        SELECT bool_and(CASE c.relreplident
                          WHEN 'f' THEN true
                          WHEN 'd' THEN EXISTS (SELECT FROM pg_catalog.pg_index AS i
                                                WHERE i.indrelid = c.oid AND i.indisprimary
                                                  AND i.indimmediate AND i.indisvalid)
                          WHEN 'i' THEN EXISTS (SELECT FROM pg_catalog.pg_index AS i
                                                WHERE i.indrelid = c.oid AND i.indisreplident)
                          ELSE false
                        END)
        FROM pg_catalog.pg_class AS c
        WHERE c.oid = ?::oid
           OR c.oid IN (SELECT relid FROM pg_catalog.pg_partition_tree(?::oid::regclass))
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, table.oid());
      statement.setLong(2, table.oid());
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  /** Those that we made. */
  List<SqlName> ours() throws SQLException {
    String sql =
        """
        SELECT pubname FROM pg_catalog.pg_publication
        WHERE obj_description(oid, 'pg_publication') = ? ORDER BY pubname
        """;
    List<SqlName> names = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, Publication.comment(schema));
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          names.add(new SqlName(row.getString(1)));
        }
      }
    }
    return names;
  }
}
