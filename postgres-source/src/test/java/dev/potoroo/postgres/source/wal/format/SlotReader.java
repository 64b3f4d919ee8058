package dev.potoroo.postgres.source.wal.format;

import dev.potoroo.postgres.source.wal.change.Begin;
import dev.potoroo.postgres.source.wal.change.Change;
import dev.potoroo.postgres.source.wal.change.ChangeVisitor;
import dev.potoroo.postgres.source.wal.change.Commit;
import dev.potoroo.postgres.source.wal.change.Delete;
import dev.potoroo.postgres.source.wal.change.Emitted;
import dev.potoroo.postgres.source.wal.change.Insert;
import dev.potoroo.postgres.source.wal.change.LogDecoder;
import dev.potoroo.postgres.source.wal.change.LogEventHandler;
import dev.potoroo.postgres.source.wal.change.Schema;
import dev.potoroo.postgres.source.wal.change.StreamAbort;
import dev.potoroo.postgres.source.wal.change.StreamCommit;
import dev.potoroo.postgres.source.wal.change.StreamStart;
import dev.potoroo.postgres.source.wal.change.StreamStop;
import dev.potoroo.postgres.source.wal.change.Transaction;
import dev.potoroo.postgres.source.wal.change.Truncate;
import dev.potoroo.postgres.source.wal.change.Update;
import dev.potoroo.postgres.source.wal.pgoutput.PgOutputLogDecoder;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;

/** Reads what a slot holds through SQL functions, with the settings that a source pins. */
public final class SlotReader {
  /** What text output depends on. */
  public static final String PINNED =
      """
      SET search_path = pg_catalog, pg_temp; SET "TimeZone" = 'UTC'; SET "DateStyle" = 'ISO, YMD';
      SET "IntervalStyle" = 'postgres'; SET bytea_output = 'hex'; SET extra_float_digits = 1""";

  private SlotReader() {}

  /** A change with its transaction. */
  public record Read(Change change, Transaction transaction) {}

  /** Of the table, or of the first of a TRUNCATE. */
  public static long tableOid(Change change) {
    return change.accept(new TableOid());
  }

  private static final class TableOid implements ChangeVisitor<Long> {

    @Override
    public Long read(dev.potoroo.postgres.source.wal.change.Read read) {
      return read.table().oid();
    }

    @Override
    public Long insert(Insert insert) {
      return insert.table().oid();
    }

    @Override
    public Long update(Update update) {
      return update.table().oid();
    }

    @Override
    public Long delete(Delete delete) {
      return delete.table().oid();
    }

    @Override
    public Long truncate(Truncate truncate) {
      return truncate.tables().get(0).oid();
    }
  }

  /** All committed changes that are in a slot of pgoutput, which then are gone from it. */
  public static List<Read> pgoutput(Connection connection, String slot, String publication)
      throws SQLException {
    return read(
        connection,
        "SELECT lsn, data FROM pg_logical_slot_get_binary_changes(?, NULL, NULL, 'proto_version',"
            + " '1', 'publication_names', ?)",
        List.of(slot, publication),
        new PgOutputLogDecoder());
  }

  /**
   * @param sql gives the columns {@code lsn} and {@code data}
   */
  public static List<Read> read(
      Connection connection, String sql, List<String> arguments, LogDecoder decoder)
      throws SQLException {
    try (Statement settings = connection.createStatement()) {
      settings.execute(PINNED);
    }
    Collector collector = new Collector();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < arguments.size(); i++) {
        statement.setString(i + 1, arguments.get(i));
      }
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          LogSequenceNumber lsn = LogSequenceNumber.valueOf(row.getString("lsn"));
          decoder.decode(ByteBuffer.wrap(row.getBytes("data")), lsn, collector);
        }
      }
    }
    return collector.reads;
  }

  private static final class Collector implements LogEventHandler<RuntimeException> {
    private final List<Read> reads = new ArrayList<>();
    private @Nullable Transaction transaction;

    @Override
    public void begin(Begin begin) {
      transaction = new Transaction(begin.xid(), begin.commitLsn(), begin.commitTime());
    }

    @Override
    public void change(Change change) {
      if (transaction == null) {
        throw new IllegalStateException("a change before its transaction begins: " + change);
      }
      reads.add(new Read(change, transaction));
    }

    @Override
    public void commit(Commit commit) {
      transaction = null;
    }

    @Override
    public void schema(Schema schema) {}

    @Override
    public void emitted(Emitted emitted) {}

    @Override
    public void streamStart(StreamStart start) {
      throw new IllegalStateException("SQL functions do not stream");
    }

    @Override
    public void streamStop(StreamStop stop) {
      throw new IllegalStateException("SQL functions do not stream");
    }

    @Override
    public void streamCommit(StreamCommit commit) {
      throw new IllegalStateException("SQL functions do not stream");
    }

    @Override
    public void streamAbort(StreamAbort abort) {
      throw new IllegalStateException("SQL functions do not stream");
    }
  }
}
