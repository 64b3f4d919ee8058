package dev.potoroo.postgres.source.wal.position;

import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.capture.RequiredRights;
import dev.potoroo.postgres.source.capture.SchemaObjects;
import dev.potoroo.postgres.source.capture.SqlText;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The SQL that makes the tables of {@link DatabasePositionStore}. */
public final class PositionTables {
  private final Connection connection;
  private final PositionName names;

  public PositionTables(Connection connection, SqlName schema) {
    this.connection = connection;
    this.names = new PositionName(schema);
  }

  public boolean areInstalled() throws SQLException {
    return names.areInstalled(connection);
  }

  /** With our schema; none when all are there. */
  public List<String> create() throws SQLException {
    return areInstalled() ? List.of() : SchemaObjects.create(connection, names.schema(), tables());
  }

  private List<String> tables() {
    // Rows that are updated about each second stay on their page.
    return List.of(
        """
        CREATE TABLE IF NOT EXISTS %s (
          slot text PRIMARY KEY,
          incarnation text NOT NULL,
          system_identifier text NOT NULL,
          timeline integer NOT NULL,
          base pg_lsn NOT NULL,
          base_time timestamptz
        ) WITH (fillfactor = 10)"""
            .formatted(names.position()),
        """
        CREATE TABLE IF NOT EXISTS %s (
          slot text,
          name text,
          source_table oid NOT NULL,
          source_name text NOT NULL,
          base_id bigint NOT NULL,
          acknowledged bigint,
          left_out_base pg_lsn,
          left_out_id bigint,
          PRIMARY KEY (slot, name)
        ) WITH (fillfactor = 50)"""
            .formatted(names.stream()),
        """
        CREATE TABLE IF NOT EXISTS %s (
          slot text,
          source_name text DEFAULT '',
          from_lsn pg_lsn,
          to_lsn pg_lsn NOT NULL,
          reason text NOT NULL,
          recorded_at timestamptz NOT NULL,
          PRIMARY KEY (slot, source_name, from_lsn)
        )"""
            .formatted(names.gap()));
  }

  /** The slots that have a position here; none where the tables are not there. */
  public List<String> slots() throws SQLException {
    List<String> slots = new ArrayList<>();
    if (areInstalled()) {
      try (PreparedStatement statement =
              connection.prepareStatement(
                  "SELECT slot FROM " + names.position() + " ORDER BY slot");
          ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          slots.add(row.getString(1));
        }
      }
    }
    return slots;
  }

  /** What forgets streams of a slot; all that is stored of the slot when these are all. */
  public List<String> forget(String slot, List<StreamPosition> streams) {
    String of = " WHERE slot = " + SqlText.literal(slot);
    List<String> statements = new ArrayList<>();
    for (StreamPosition stream : streams) {
      statements.add(
          "DELETE FROM " + names.stream() + of + " AND name = " + SqlText.literal(stream.name()));
    }
    for (String table : List.of(names.position(), names.gap())) {
      statements.add(
          "DELETE FROM %1$s%2$s AND NOT EXISTS (SELECT FROM %3$s%2$s)"
              .formatted(table, of, names.stream()));
    }
    return statements;
  }

  /** What a role needs that works with them and does not own them. */
  public List<String> grants(SqlName role) {
    return List.of(
        RequiredRights.grant("USAGE ON SCHEMA " + names.schema().quoted(), role),
        RequiredRights.grant(
            "SELECT, INSERT, UPDATE, DELETE ON %s, %s, %s"
                .formatted(names.position(), names.stream(), names.gap()),
            role));
  }
}
