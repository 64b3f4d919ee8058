package dev.potoroo.postgres.source.wal.transaction;

import dev.potoroo.postgres.source.wal.change.Change;
import dev.potoroo.postgres.source.wal.change.ColumnValue;
import dev.potoroo.postgres.source.wal.change.Delete;
import dev.potoroo.postgres.source.wal.change.Insert;
import dev.potoroo.postgres.source.wal.change.Row;
import dev.potoroo.postgres.source.wal.change.Table;
import dev.potoroo.postgres.source.wal.change.Truncate;
import dev.potoroo.postgres.source.wal.change.Update;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;

/** Reads what {@link ChangeWriter} wrote, with no more of it in memory than one change. */
final class ChangeReader {
  private static final int LSN_BYTES = 8;

  private final DataInputStream in;
  private final TableDictionary tables;

  ChangeReader(InputStream in, TableDictionary tables) {
    this.in = new DataInputStream(in);
    this.tables = tables;
  }

  /** Null at the end. */
  @Nullable Change next() throws IOException {
    byte[] lsnBytes = in.readNBytes(LSN_BYTES);
    if (lsnBytes.length == 0) {
      return null;
    }
    LogSequenceNumber lsn = LogSequenceNumber.valueOf(ByteBuffer.wrap(lsnBytes).getLong());
    long subXid = Integer.toUnsignedLong(in.readInt());
    byte kind = in.readByte();
    return switch (kind) {
      case 'I' -> new Insert(lsn, subXid, table(), row());
      case 'U' -> new Update(lsn, subXid, table(), null, row());
      case 'V' -> new Update(lsn, subXid, table(), row(), row());
      case 'D' -> new Delete(lsn, subXid, table(), row());
      case 'T' -> truncate(lsn, subXid);
      default -> throw new IOException("expected a kind of change, got byte " + kind);
    };
  }

  private Truncate truncate(LogSequenceNumber lsn, long subXid) throws IOException {
    boolean cascade = in.readBoolean();
    boolean restartIdentity = in.readBoolean();
    int count = in.readInt();
    List<Table> truncated = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      truncated.add(table());
    }
    return new Truncate(lsn, subXid, truncated, cascade, restartIdentity);
  }

  private Table table() throws IOException {
    return tables.table(in.readInt());
  }

  private Row row() throws IOException {
    int count = in.readInt();
    List<ColumnValue> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      values.add(value());
    }
    return new Row(values);
  }

  private ColumnValue value() throws IOException {
    byte kind = in.readByte();
    return switch (kind) {
      case 't' -> new ColumnValue.Text(in.readNBytes(in.readInt()));
      case 'n' -> ColumnValue.Null.INSTANCE;
      case 'u' -> ColumnValue.UnchangedToast.INSTANCE;
      case 'a' -> ColumnValue.Absent.INSTANCE;
      default -> throw new IOException("expected a kind of value, got byte " + kind);
    };
  }
}
