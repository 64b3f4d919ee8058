package dev.potoroo.postgres.source.wal.snapshot;

import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.capture.RequiredRights;
import dev.potoroo.postgres.source.capture.SchemaObjects;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The SQL that makes the tables of {@link SnapshotStore}, and takes them away. */
public final class SnapshotTables {
  private final Connection connection;
  private final SnapshotName names;

  /**
   * @param schema ours
   */
  public SnapshotTables(Connection connection, SqlName schema) {
    this.connection = connection;
    this.names = new SnapshotName(schema);
  }

  public boolean areInstalled() throws SQLException {
    return SchemaObjects.tableExists(connection, names.schema(), SnapshotName.CHUNK);
  }

  /** With our schema; none when all are there. */
  public List<String> create() throws SQLException {
    return areInstalled() ? List.of() : SchemaObjects.create(connection, names.schema(), tables());
  }

  private List<String> tables() {
    return List.of(
        """
        CREATE TABLE IF NOT EXISTS %s (
          stream text PRIMARY KEY,
          slot text NOT NULL,
          key_columns text[],
          upper_key text[],
          row_count bigint NOT NULL DEFAULT 0,
          last_id bigint NOT NULL DEFAULT 0,
          complete boolean NOT NULL DEFAULT false,
          began_at timestamptz NOT NULL DEFAULT clock_timestamp()
        ) WITH (fillfactor = 50)"""
            .formatted(names.snapshot()),
        """
        CREATE TABLE IF NOT EXISTS %s (
          stream text,
          first_id bigint,
          last_id bigint NOT NULL,
          messages bytea NOT NULL,
          PRIMARY KEY (stream, first_id)
        ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000)"""
            .formatted(names.chunk()));
  }

  public List<String> drop() {
    return List.of("DROP TABLE IF EXISTS %s, %s".formatted(names.snapshot(), names.chunk()));
  }

  /** What a role needs that works with them and does not own them. */
  public List<String> grants(SqlName role) {
    return List.of(
        RequiredRights.grant(
            "SELECT, INSERT, UPDATE, DELETE ON %s, %s".formatted(names.snapshot(), names.chunk()),
            role));
  }
}
