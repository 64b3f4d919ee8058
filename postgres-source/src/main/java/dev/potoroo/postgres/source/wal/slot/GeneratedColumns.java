package dev.potoroo.postgres.source.wal.slot;

import dev.potoroo.connector.ConfigurationException;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.capture.CapturedTable;
import dev.potoroo.postgres.source.capture.Operation;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Which generated columns the log has (PostgreSQL manual, "Generated Column Replication"): with
 * pgoutput none before PostgreSQL 18, and from there on the stored ones where the publication says
 * so, as ours does; with wal2json the stored ones. Virtual ones are never in it.
 */
public final class GeneratedColumns {
  private final Connection connection;
  private final PublicationCatalog catalog;
  private final PublicationName publication;
  private final OutputPlugin plugin;

  /**
   * @param schema ours
   */
  public GeneratedColumns(Connection connection, SqlName schema, SlotSettings slot) {
    this.connection = connection;
    this.catalog = new PublicationCatalog(connection, schema);
    this.publication = slot.publication();
    this.plugin = slot.plugin();
  }

  /** Whether the log has those that are stored. The publication must be there. */
  public boolean areLogged() throws SQLException {
    return plugin == OutputPlugin.WAL2JSON
        || catalog.find(publication.value()).map(Publication::generatedColumns).orElse(false);
  }

  /** A generated column that the log does not have. */
  private record Unlogged(SqlName name, boolean virtual, boolean inIdentity) {}

  /**
   * @param columns of {@code --columns}
   * @param operations that are asked for
   * @throws ConfigurationException when the log lacks a column that is asked for, or one that says
   *     which row was changed
   */
  public void require(CapturedTable table, List<SqlName> columns, Set<Operation> operations)
      throws SQLException {
    boolean insertAlone = operations.equals(Set.of(Operation.INSERT));
    List<String> complaints = new ArrayList<>();
    for (Unlogged column : unlogged(table)) {
      if (columns.contains(column.name())) {
        complaints.add(
            "--columns: column %s of table %s is generated, and the log does not have it: %s"
                .formatted(column.name(), table.name(), reason(column)));
      }
      if (column.inIdentity() && !insertAlone) {
        complaints.add(
            "--operations: column %s of the replica identity of table %s is generated, and the log does not have it: %s; so nothing says which row an UPDATE or DELETE changed: give the table another replica identity, or ask for insert alone"
                .formatted(column.name(), table.name(), reason(column)));
      }
    }
    if (!complaints.isEmpty()) {
      throw new ConfigurationException(complaints);
    }
  }

  private String reason(Unlogged column) throws SQLException {
    if (column.virtual()) {
      return "it is not stored";
    }
    return catalog.takesGeneratedColumns()
        ? "publication %s leaves such columns out; run ALTER PUBLICATION %s SET (%s)"
            .formatted(publication, publication.value().quoted(), PublicationPlan.GENERATED_COLUMNS)
        : "PostgreSQL %d publishes none, 18 is the first".formatted(catalog.majorVersion());
  }

  private List<Unlogged> unlogged(CapturedTable table) throws SQLException {
    String sql =
        """
        SELECT a.attname, a.attgenerated = 'v' AS virtual,
               EXISTS (SELECT FROM pg_catalog.pg_index AS i
                       WHERE i.indrelid = c.oid AND a.attnum = ANY (i.indkey::int2[])
                         AND CASE c.relreplident WHEN 'd' THEN i.indisprimary
                                                 WHEN 'i' THEN i.indisreplident
                                                 ELSE false END) AS in_identity
        FROM pg_catalog.pg_attribute AS a
        JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
        WHERE c.oid = ?::oid AND a.attnum > 0 AND NOT a.attisdropped
          AND a.attgenerated <> '' AND (a.attgenerated = 'v' OR NOT ?)
        ORDER BY a.attnum
        """;
    List<Unlogged> columns = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, table.oid());
      statement.setBoolean(2, areLogged());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          columns.add(
              new Unlogged(
                  new SqlName(row.getString("attname")),
                  row.getBoolean("virtual"),
                  row.getBoolean("in_identity")));
        }
      }
    }
    return columns;
  }
}
