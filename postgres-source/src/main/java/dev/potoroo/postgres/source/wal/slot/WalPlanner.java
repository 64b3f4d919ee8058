package dev.potoroo.postgres.source.wal.slot;

import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.capture.CapturePlan;
import dev.potoroo.postgres.source.capture.CapturedTable;
import dev.potoroo.postgres.source.capture.Operation;
import dev.potoroo.postgres.source.capture.RequiredRights;
import dev.potoroo.postgres.source.wal.position.PositionTables;
import dev.potoroo.postgres.source.wal.snapshot.SnapshotMode;
import dev.potoroo.postgres.source.wal.snapshot.SnapshotTables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Plans the publication and our tables. Not the slot: it holds the log back from the moment that it
 * is made, so the source makes it at its first start.
 */
public final class WalPlanner implements CapturePlan.Planner {
  private final Connection connection;
  private final PublicationPlan publication;
  private final PositionTables positions;
  private final boolean positionInSchema;
  private final boolean rowsInSchema;
  private final SnapshotTables snapshots;

  /**
   * @param schema ours
   * @param operations that the source is asked for
   * @param snapshot {@code never} needs no tables of ours where the position is in a file
   */
  public WalPlanner(
      Connection connection,
      SqlName schema,
      SlotSettings slot,
      Set<Operation> operations,
      SnapshotMode snapshot) {
    this.connection = connection;
    this.publication = new PublicationPlan(connection, schema, slot.publication(), operations);
    this.positionInSchema = slot.positionFile() == null;
    this.rowsInSchema = positionInSchema || snapshot != SnapshotMode.NEVER;
    this.positions = new PositionTables(connection, schema);
    this.snapshots = new SnapshotTables(connection, schema);
  }

  @Override
  public CapturePlan plan(CapturedTable table, boolean acceptNewTypes) throws SQLException {
    Set<String> statements = new LinkedHashSet<>();
    if (positionInSchema) {
      statements.addAll(positions.create());
    }
    if (rowsInSchema) {
      statements.addAll(snapshots.create());
    }
    statements.addAll(publication.statements(table));
    SqlName role = new SqlName(connection.getMetaData().getUserName());
    List<String> grants = new ArrayList<>();
    if (positionInSchema) {
      grants.addAll(positions.grants(role));
    }
    if (rowsInSchema) {
      grants.addAll(snapshots.grants(role));
    }
    grants.addAll(toRead(role, table));
    return new CapturePlan(List.copyOf(statements), grants);
  }

  /** What no GRANT gives: a publication takes tables from their owner alone. */
  @Override
  public List<String> rights(SqlName role, CapturedTable table) throws SQLException {
    List<String> rights = new ArrayList<>(toRead(role, table));
    rights.add(toPublish(role, table));
    return rights;
  }

  private static List<String> toRead(SqlName role, CapturedTable table) {
    return List.of(
        "ALTER ROLE " + role.quoted() + " REPLICATION",
        RequiredRights.grant(
            "USAGE ON SCHEMA " + Objects.requireNonNull(table.name().schema()).quoted(), role),
        RequiredRights.grant("SELECT ON " + table.name().quoted(), role));
  }

  /** Nobody is to become a superuser for it: a table of one is given away rather. */
  private String toPublish(SqlName role, CapturedTable table) throws SQLException {
    String sql =
        """
        SELECT r.rolname, r.rolsuper FROM pg_catalog.pg_class AS c
        JOIN pg_catalog.pg_roles AS r ON r.oid = c.relowner WHERE c.oid = ?::oid
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, table.oid());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getBoolean("rolsuper")
            ? "ALTER TABLE " + table.name().quoted() + " OWNER TO " + role.quoted()
            : "GRANT " + new SqlName(row.getString("rolname")).quoted() + " TO " + role.quoted();
      }
    }
  }
}
