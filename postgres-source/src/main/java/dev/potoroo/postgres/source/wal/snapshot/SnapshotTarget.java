package dev.potoroo.postgres.source.wal.snapshot;

/**
 * A stream that begins with the rows that are there.
 *
 * @param stream its full name
 * @param tableOid of its table
 * @param format that makes its messages
 * @param generatedColumns whether the log has those that are stored
 */
public record SnapshotTarget(
    String stream, long tableOid, SnapshotFormat format, boolean generatedColumns) {}
