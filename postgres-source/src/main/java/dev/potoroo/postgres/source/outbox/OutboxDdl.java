package dev.potoroo.postgres.source.outbox;

import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.capture.RequiredRights;
import dev.potoroo.postgres.source.capture.SqlText;
import java.util.List;

/** The SQL that makes our schema and the outbox of one table. */
final class OutboxDdl {
  private final OutboxName names;

  OutboxDdl(OutboxName names) {
    this.names = names;
  }

  List<String> createTables() {
    return List.of(
        """
        CREATE TABLE IF NOT EXISTS %s (
          incarnation text PRIMARY KEY,
          name text NOT NULL UNIQUE,
          source_table oid NOT NULL UNIQUE,
          source_name text NOT NULL,
          columns text[] NOT NULL,
          column_types text[] NOT NULL,
          acknowledged bigint,
          installed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
          ended_at timestamptz
        ) WITH (fillfactor = 50)"""
            .formatted(names.stream()),
        """
        CREATE TABLE IF NOT EXISTS %s (
          stream text,
          number bigint,
          snapshot pg_snapshot NOT NULL,
          first_message_id bigint NOT NULL,
          row_count bigint NOT NULL,
          first_seq bigint NOT NULL,
          last_seq bigint NOT NULL,
          cut_at timestamptz NOT NULL DEFAULT clock_timestamp(),
          PRIMARY KEY (stream, number)
        ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000)"""
            .formatted(names.tick()));
  }

  /** The outbox, the stream's row, and tick 0, which sees nothing. */
  List<String> createStream(StoredStream stream) {
    String outbox = names.outbox(stream.incarnation());
    return List.of(
        """
        CREATE TABLE %s (
          seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
          event_time bigint NOT NULL,
          row_count integer NOT NULL,
          bytes integer NOT NULL,
          keys text[] NOT NULL,
          payloads text[] NOT NULL
        ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000,
                toast.autovacuum_vacuum_scale_factor = 0,
                toast.autovacuum_vacuum_threshold = 10000)"""
            .formatted(outbox),
        // To compress takes a writer more time than the bytes that it spares.
        "ALTER TABLE %s ALTER keys SET STORAGE EXTERNAL, ALTER payloads SET STORAGE EXTERNAL"
            .formatted(outbox),
        "CREATE INDEX ON %s (xid)".formatted(outbox),
        "COMMENT ON TABLE %s IS %s"
            .formatted(outbox, SqlText.literal("captured rows of " + stream.tableName())),
        """
        INSERT INTO %s (incarnation, name, source_table, source_name, columns, column_types)
        VALUES (%s, %s, %s::regclass, %s, %s, %s)"""
            .formatted(
                names.stream(),
                SqlText.literal(stream.incarnation()),
                SqlText.literal(stream.name()),
                SqlText.literal(stream.tableName()),
                SqlText.literal(stream.tableName()),
                SqlText.array(stream.columns()),
                SqlText.array(stream.columnTypes())),
        """
        INSERT INTO %s (stream, number, snapshot, first_message_id, row_count, first_seq, last_seq)
        VALUES (%s, 0, '3:3:', 1, 0, 0, 0)"""
            .formatted(names.tick(), SqlText.literal(stream.incarnation())));
  }

  String updateStream(StoredStream stream) {
    return """
        UPDATE %s SET source_table = %s::regclass, source_name = %s,
                      columns = %s, column_types = %s
        WHERE incarnation = %s"""
        .formatted(
            names.stream(),
            SqlText.literal(stream.tableName()),
            SqlText.literal(stream.tableName()),
            SqlText.array(stream.columns()),
            SqlText.array(stream.columnTypes()),
            SqlText.literal(stream.incarnation()));
  }

  /** What a role needs that reads the outbox and does not own it. */
  List<String> grants(String incarnation, SqlName role) {
    return List.of(
        RequiredRights.grant("USAGE ON SCHEMA " + names.schema().quoted(), role),
        RequiredRights.grant("SELECT, UPDATE ON " + names.stream(), role),
        RequiredRights.grant("SELECT, INSERT, DELETE ON " + names.tick(), role),
        RequiredRights.grant("SELECT, DELETE ON " + names.outbox(incarnation), role));
  }
}
