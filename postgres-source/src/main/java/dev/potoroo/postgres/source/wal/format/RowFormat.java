package dev.potoroo.postgres.source.wal.format;

import dev.potoroo.postgres.source.capture.Operation;
import dev.potoroo.postgres.source.wal.change.Change;
import dev.potoroo.postgres.source.wal.change.Row;
import dev.potoroo.postgres.source.wal.change.Transaction;
import dev.potoroo.postgres.source.wal.json.JsonBuffer;
import dev.potoroo.postgres.source.wal.json.RowJson;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * As mode outbox has it: the bare row where insertions alone are asked for, else {@code
 * {"operation":…,"before":…,"after":…}}. A row of a snapshot is an insertion.
 *
 * <p>{@code before} has what the replica identity lets the log say: nothing, the old key alone, or
 * the whole row. Columns that an update left as they were and that are stored out of line are not
 * in {@code after}; their names follow it, {@code "unchanged":["body"]}, unless there are none.
 */
final class RowFormat implements PayloadFormat {
  private final FormatSettings settings;
  private final boolean bare;
  private final PerShape<RowJson> rows;
  private final Keys keys;
  private final JsonBuffer out = new JsonBuffer();

  RowFormat(FormatSettings settings) {
    this.settings = settings;
    this.bare = settings.operations().equals(Set.of(Operation.INSERT));
    this.rows = new PerShape<>(table -> RowJson.of(table, settings.columns(), settings.catalog()));
    this.keys = new Keys(settings);
  }

  @Override
  public byte[] payload(Change change, Transaction transaction) throws SQLException {
    Images images = Images.of(change, settings.tableOid());
    RowJson json = rows.of(images.table());
    out.clear();
    if (bare && images.kind().isNewRow()) {
      write(json, images.after());
    } else {
      out.append("{\"operation\":").appendString(images.kind().operation());
      out.append(",\"before\":");
      write(json, images.before());
      out.append(",\"after\":");
      write(json, images.after());
      Unchanged.append(json, images.after(), out);
      out.append('}');
    }
    return out.toBytes();
  }

  private void write(RowJson json, @Nullable Row row) throws SQLException {
    if (row == null) {
      out.appendNull();
    } else {
      json.write(row, out);
    }
  }

  @Override
  public byte[] key(Change change) throws SQLException {
    return keys.of(change);
  }
}
