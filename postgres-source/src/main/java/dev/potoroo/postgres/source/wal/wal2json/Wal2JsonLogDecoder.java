package dev.potoroo.postgres.source.wal.wal2json;

import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.wal.catalog.LogCatalog;
import dev.potoroo.postgres.source.wal.change.Begin;
import dev.potoroo.postgres.source.wal.change.Change;
import dev.potoroo.postgres.source.wal.change.Commit;
import dev.potoroo.postgres.source.wal.change.Delete;
import dev.potoroo.postgres.source.wal.change.Emitted;
import dev.potoroo.postgres.source.wal.change.Insert;
import dev.potoroo.postgres.source.wal.change.LogDecoder;
import dev.potoroo.postgres.source.wal.change.LogEventHandler;
import dev.potoroo.postgres.source.wal.change.Schema;
import dev.potoroo.postgres.source.wal.change.Table;
import dev.potoroo.postgres.source.wal.change.Truncate;
import dev.potoroo.postgres.source.wal.change.UnreadableLogException;
import dev.potoroo.postgres.source.wal.change.Update;
import dev.potoroo.postgres.source.wal.wal2json.Document.Cell;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;

/**
 * Reads a slot of plugin {@code wal2json} that was started with {@link Wal2JsonOptions}. It asks
 * the catalog about each table, so it throws {@link SQLException}.
 */
public final class Wal2JsonLogDecoder implements LogDecoder {
  /** {@code 2026-11-21 12:00:00.5+00}, in the session's time zone. */
  private static final DateTimeFormatter TIMESTAMP =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 6, true)
          .appendPattern("[XXX][X]")
          .toFormatter();

  private final NamedTables tables;

  public Wal2JsonLogDecoder(LogCatalog catalog) {
    this.tables = new NamedTables(catalog);
  }

  @Override
  public <X extends Exception> void decode(
      ByteBuffer message, LogSequenceNumber lsn, LogEventHandler<X> handler)
      throws X, SQLException {
    Document document = DocumentReader.read(message);
    switch (document.action()) {
      case "B" -> handler.begin(new Begin(document.xid(), lsn(document.lsn()), time(document)));
      case "C" ->
          handler.commit(new Commit(lsn(document.lsn()), lsn(document.nextLsn()), time(document)));
      case "I", "U", "D", "T" -> change(document, handler);
      case "M" -> handler.emitted(emitted(document));
      default ->
          throw new UnreadableLogException(
              "wal2json: expected an action, one of B, C, I, U, D, T and M, got another");
    }
  }

  private <X extends Exception> void change(Document document, LogEventHandler<X> handler)
      throws X, SQLException {
    QualifiedName name =
        new QualifiedName(
            new SqlName(required(document.schema(), "schema")),
            new SqlName(required(document.table(), "table")));
    Table known = tables.known(name);
    Table table = table(document, name);
    if (!table.equals(known)) {
      handler.schema(new Schema(0, table));
    }
    handler.change(change(document, table));
  }

  private Table table(Document document, QualifiedName name) throws SQLException {
    return switch (document.action()) {
      case "I" -> tables.withAll(name, required(document.columns(), "columns"));
      case "U" -> tables.withSome(name, required(document.columns(), "columns"));
      case "D" -> tables.withSome(name, identity(document));
      default -> tables.withSome(name, List.of());
    };
  }

  private static Change change(Document document, Table table) {
    LogSequenceNumber lsn = lsn(document.lsn());
    List<Cell> columns = document.columns() == null ? List.of() : document.columns();
    return switch (document.action()) {
      case "I" -> new Insert(lsn, 0, table, CellRow.after(table, columns, List.of()));
      case "U" ->
          new Update(
              lsn,
              0,
              table,
              CellRow.beforeUpdate(table, columns, identity(document)),
              CellRow.after(table, columns, identity(document)));
      case "D" -> new Delete(lsn, 0, table, CellRow.before(table, identity(document)));
      default -> new Truncate(lsn, 0, List.of(table), false, false);
    };
  }

  private static List<Cell> identity(Document document) {
    return document.identity() == null ? List.of() : document.identity();
  }

  private static Emitted emitted(Document document) {
    return new Emitted(
        document.transactional(),
        lsn(document.lsn()),
        required(document.prefix(), "prefix"),
        required(document.content(), "content").getBytes(StandardCharsets.UTF_8));
  }

  private static Instant time(Document document) {
    try {
      return OffsetDateTime.parse(required(document.timestamp(), "timestamp"), TIMESTAMP)
          .toInstant();
    } catch (DateTimeParseException e) {
      throw new UnreadableLogException(
          "wal2json: expected a timestamp with its offset from UTC, got " + document.timestamp(),
          e);
    }
  }

  private static LogSequenceNumber lsn(@Nullable String text) {
    LogSequenceNumber lsn = LogSequenceNumber.valueOf(required(text, "lsn"));
    if (lsn.equals(LogSequenceNumber.INVALID_LSN)) {
      throw new UnreadableLogException("wal2json: expected an LSN, got " + text);
    }
    return lsn;
  }

  private static <T> T required(@Nullable T value, String member) {
    if (value == null) {
      throw new UnreadableLogException(
          "wal2json: expected %s, which is missing; the slot is started with other options"
              .formatted(member));
    }
    return value;
  }
}
