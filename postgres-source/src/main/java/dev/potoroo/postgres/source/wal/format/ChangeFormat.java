package dev.potoroo.postgres.source.wal.format;

import dev.potoroo.postgres.source.wal.change.Change;
import dev.potoroo.postgres.source.wal.change.Row;
import dev.potoroo.postgres.source.wal.change.Table;
import dev.potoroo.postgres.source.wal.change.Transaction;
import dev.potoroo.postgres.source.wal.format.Images.Kind;
import dev.potoroo.postgres.source.wal.json.JsonBuffer;
import dev.potoroo.postgres.source.wal.json.RowJson;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * What happened, with where it comes from:
 *
 * <pre>{@code
 * {"operation":"update","before":{"id":1},"after":{"id":2,"name":"x"},"unchanged":["body"],
 *  "source":{"database":"shop","schema":"public","table":"item","lsn":"0/16B3748",
 *            "xid":741,"commitLsn":"0/16B3790","commitTime":"2026-11-21T12:00:00.000001Z"}}
 * }</pre>
 *
 * <p>{@code operation} is one of read (a row of a snapshot), insert, update, delete, truncate.
 * {@code before} and {@code after} are rows as in {@link RowFormat}, null where there is none.
 * {@code unchanged} names columns that an update left as they were and that are stored out of line;
 * it is left out when there are none. A read has xid 0, and the place and time of its snapshot.
 */
final class ChangeFormat implements PayloadFormat {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSX").withZone(ZoneOffset.UTC);

  private final FormatSettings settings;
  private final PerShape<RowJson> rows;
  private final Keys keys;
  private final JsonBuffer out = new JsonBuffer();
  private @Nullable Transaction timed;
  private String time = "";

  ChangeFormat(FormatSettings settings) {
    this.settings = settings;
    this.rows = new PerShape<>(table -> RowJson.of(table, settings.columns(), settings.catalog()));
    this.keys = new Keys(settings);
  }

  @Override
  public byte[] payload(Change change, Transaction transaction) throws SQLException {
    Images images = Images.of(change, settings.tableOid());
    RowJson json = rows.of(images.table());
    out.clear();
    out.append("{\"operation\":").appendString(operation(images.kind()));
    out.append(",\"before\":");
    write(json, images.before());
    out.append(",\"after\":");
    write(json, images.after());
    Unchanged.append(json, images.after(), out);
    out.append(",\"source\":");
    writeSource(change, images.table(), transaction);
    return out.append('}').toBytes();
  }

  private static String operation(Kind kind) {
    return kind == Kind.READ ? "read" : kind.operation();
  }

  private void write(RowJson json, @Nullable Row row) throws SQLException {
    if (row == null) {
      out.appendNull();
    } else {
      json.write(row, out);
    }
  }

  private void writeSource(Change change, Table table, Transaction transaction) {
    out.append("{\"database\":").appendString(settings.database());
    out.append(",\"schema\":").appendString(TableName.schema(table));
    out.append(",\"table\":").appendString(TableName.name(table));
    out.append(",\"lsn\":").appendLsn(change.lsn().asLong());
    out.append(",\"xid\":").append(transaction.xid());
    out.append(",\"commitLsn\":").appendLsn(transaction.commitLsn().asLong());
    out.append(",\"commitTime\":").append(time(transaction)).append('}');
  }

  /** In quotes; made once for all changes of a transaction. */
  private String time(Transaction transaction) {
    if (!transaction.equals(timed)) {
      timed = transaction;
      time = '"' + TIME.format(transaction.commitTime()) + '"';
    }
    return time;
  }

  @Override
  public byte[] key(Change change) throws SQLException {
    return keys.of(change);
  }
}
