package dev.potoroo.postgres.source.wal.format;

import dev.potoroo.postgres.source.wal.change.Change;
import dev.potoroo.postgres.source.wal.change.Row;
import dev.potoroo.postgres.source.wal.change.Table;
import dev.potoroo.postgres.source.wal.change.Transaction;
import dev.potoroo.postgres.source.wal.debezium.DebeziumWriters;
import dev.potoroo.postgres.source.wal.format.Images.Kind;
import dev.potoroo.postgres.source.wal.json.JsonBuffer;
import dev.potoroo.postgres.source.wal.json.RowJson;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The envelope of Debezium's connector for PostgreSQL, member for member, as its JSON converter
 * writes it without a schema. Values are as {@link DebeziumWriters} has them. What is not as there:
 *
 * <ul>
 *   <li>{@code ts_ms}, {@code ts_us} and {@code ts_ns} of the envelope are the commit's time like
 *       those of {@code source}, for the same change has the same bytes each time that it is sent;
 *   <li>{@code source.version} is ours, and {@code sequence} begins with the LSN of the change's
 *       own commit, not of the one before: it sorts as the log does;
 *   <li>columns without a value, those of {@code before} that are not part of the replica identity
 *       and unchanged ones of {@code after} that are stored out of line, are left out, where
 *       Debezium has null and {@code __debezium_unavailable_value}; the names of the latter are in
 *       a further member, {@code "unchanged":["body"]};
 *   <li>a column of a type that Debezium does not know is there, as a string, the value's text
 *       form.
 * </ul>
 */
final class DebeziumFormat implements PayloadFormat {
  /** Of the envelope, not of Potoroo: a reader may tell by it how to read. */
  private static final String VERSION = "potoroo/1";

  private static final long NANOS = 1_000_000_000L;

  private final FormatSettings settings;
  private final PerShape<RowJson> rows;
  private final Keys keys;
  private final JsonBuffer out = new JsonBuffer();

  DebeziumFormat(FormatSettings settings) {
    this.settings = settings;
    this.rows =
        new PerShape<>(
            table ->
                RowJson.of(
                    table,
                    settings.columns(),
                    settings.catalog(),
                    (type, column) -> DebeziumWriters.of(type, column.typeModifier())));
    this.keys = new Keys(settings);
  }

  @Override
  public byte[] payload(Change change, Transaction transaction) throws SQLException {
    Images images = Images.of(change, settings.tableOid());
    RowJson json = rows.of(images.table());
    out.clear();
    out.append("{\"before\":");
    write(json, images.before());
    out.append(",\"after\":");
    write(json, images.after());
    out.append(",\"source\":");
    writeSource(change, images, transaction);
    out.append(",\"transaction\":null,\"op\":").appendString(operation(images.kind()));
    writeTimes(transaction.commitTime());
    Unchanged.append(json, images.after(), out);
    return out.append('}').toBytes();
  }

  private void write(RowJson json, @Nullable Row row) throws SQLException {
    if (row == null) {
      out.appendNull();
    } else {
      json.write(row, out);
    }
  }

  private void writeSource(Change change, Images images, Transaction transaction) {
    boolean snapshot = images.kind() == Kind.READ;
    Table table = images.table();
    long lsn = change.lsn().asLong();
    out.append("{\"version\":").appendString(VERSION);
    out.append(",\"connector\":\"postgresql\",\"name\":").appendString(settings.connector());
    out.append(",\"ts_ms\":").append(transaction.commitTime().toEpochMilli());
    out.append(",\"snapshot\":").appendString(snapshot ? "true" : "false");
    out.append(",\"db\":").appendString(settings.database());
    // A string that holds an array of strings.
    out.append(",\"sequence\":\"[\\\"").append(transaction.commitLsn().asLong());
    out.append("\\\",\\\"").append(lsn).append("\\\"]\"");
    writeFineTimes(transaction.commitTime());
    out.append(",\"schema\":").appendString(TableName.schema(table));
    out.append(",\"table\":").appendString(TableName.name(table));
    out.append(",\"txId\":");
    if (snapshot) {
      out.appendNull();
    } else {
      out.append(transaction.xid());
    }
    out.append(",\"lsn\":").append(lsn);
    out.append(",\"xmin\":null,\"origin\":null,\"origin_lsn\":null}");
  }

  private void writeTimes(Instant time) {
    out.append(",\"ts_ms\":").append(time.toEpochMilli());
    writeFineTimes(time);
  }

  private void writeFineTimes(Instant time) {
    out.append(",\"ts_us\":")
        .append(time.getEpochSecond() * (NANOS / 1000) + time.getNano() / 1000);
    out.append(",\"ts_ns\":").append(time.getEpochSecond() * NANOS + time.getNano());
  }

  private static String operation(Kind kind) {
    return switch (kind) {
      case READ -> "r";
      case INSERT -> "c";
      case UPDATE -> "u";
      case DELETE -> "d";
      case TRUNCATE -> "t";
    };
  }

  @Override
  public byte[] key(Change change) throws SQLException {
    return keys.of(change);
  }
}
