package dev.potoroo.postgres.source.wal.wal2json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.potoroo.connector.ConfigurationException;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.wal.change.ColumnValue;
import dev.potoroo.postgres.source.wal.change.ColumnValue.Null;
import dev.potoroo.postgres.source.wal.change.ColumnValue.Text;
import dev.potoroo.postgres.source.wal.change.UnreadableLogException;
import dev.potoroo.postgres.source.wal.wal2json.Document.Cell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.Oid;

/** Reads one document. Numbers keep their digits: none becomes a Java number. Used once. */
final class DocumentReader {
  /**
   * A value of PostgreSQL is as long as PostgreSQL lets it be; the document is in memory anyway.
   */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private final JsonParser in;
  private String action = "";
  private long xid;
  private @Nullable String timestamp;
  private @Nullable String lsn;
  private @Nullable String nextLsn;
  private @Nullable String schema;
  private @Nullable String table;
  private @Nullable List<Cell> columns;
  private @Nullable List<Cell> identity;
  private boolean transactional;
  private @Nullable String prefix;
  private @Nullable String content;

  private DocumentReader(JsonParser in) {
    this.in = in;
  }

  /**
   * @throws UnreadableLogException for anything that is no document of format version 2
   */
  static Document read(ByteBuffer message) {
    byte[] bytes = new byte[message.remaining()];
    message.duplicate().get(bytes);
    try (JsonParser in = JSON.createParser(bytes)) {
      return new DocumentReader(in).document();
    } catch (JsonProcessingException e) {
      // Its own words may quote a value.
      throw new UnreadableLogException(
          "wal2json, document of %d bytes: expected JSON, got something else at byte %d"
              .formatted(bytes.length, e.getLocation().getByteOffset()));
    } catch (ConfigurationException e) {
      throw new UnreadableLogException("wal2json: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  private Document document() throws IOException {
    require(in.nextToken() == JsonToken.START_OBJECT, "an object");
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String member = in.currentName();
      in.nextToken();
      read(member);
    }
    require(in.nextToken() == null, "the end after the document");
    require(!action.isEmpty(), "an action; format-version is 2");
    return new Document(
        action,
        xid,
        timestamp,
        lsn,
        nextLsn,
        schema,
        table,
        columns,
        identity,
        transactional,
        prefix,
        content);
  }

  private void read(String member) throws IOException {
    switch (member) {
      case "action" -> action = string(member);
      case "xid" -> xid = in.currentToken() == JsonToken.VALUE_NULL ? 0 : in.getLongValue();
      case "timestamp" -> timestamp = stringOrNull(member);
      case "lsn" -> lsn = string(member);
      case "nextlsn" -> nextLsn = string(member);
      case "schema" -> schema = string(member);
      case "table" -> table = string(member);
      case "columns" -> columns = cells(member);
      case "identity" -> identity = cells(member);
      case "transactional" -> transactional = in.getBooleanValue();
      case "prefix" -> prefix = string(member);
      case "content" -> content = string(member);
      default -> in.skipChildren();
    }
  }

  private List<Cell> cells(String member) throws IOException {
    require(in.currentToken() == JsonToken.START_ARRAY, member + " as an array");
    List<Cell> cells = new ArrayList<>();
    while (in.nextToken() != JsonToken.END_ARRAY) {
      require(in.currentToken() == JsonToken.START_OBJECT, "a column as an object");
      cells.add(cell());
    }
    return cells;
  }

  private Cell cell() throws IOException {
    String name = "";
    long typeOid = 0;
    ColumnValue value = Null.INSTANCE;
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String member = in.currentName();
      in.nextToken();
      switch (member) {
        case "name" -> name = string(member);
          // Written as a signed number.
        case "typeoid" -> typeOid = in.getLongValue() & 0xffff_ffffL;
        case "value" -> value = value(typeOid);
        default -> in.skipChildren();
      }
    }
    require(typeOid != 0, "typeoid of a column, before its value; include-type-oids is true");
    return new Cell(new SqlName(name), typeOid, value);
  }

  /** As the output function of the type wrote it, before the plugin made JSON of it. */
  private ColumnValue value(long typeOid) throws IOException {
    return switch (in.currentToken()) {
      case VALUE_NULL -> Null.INSTANCE;
      case VALUE_TRUE -> new Text("t");
      case VALUE_FALSE -> new Text("f");
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Text(in.getText());
      case VALUE_STRING -> new Text(typeOid == Oid.BYTEA ? "\\x" + in.getText() : in.getText());
      default -> throw new UnreadableLogException("wal2json: expected a column's value");
    };
  }

  private @Nullable String stringOrNull(String member) throws IOException {
    return in.currentToken() == JsonToken.VALUE_NULL ? null : string(member);
  }

  private String string(String member) throws IOException {
    require(in.currentToken() == JsonToken.VALUE_STRING, member + " as a string");
    return in.getText();
  }

  private void require(boolean holds, String expected) {
    if (!holds) {
      throw new UnreadableLogException(
          "wal2json: expected %s, got something else at byte %d"
              .formatted(expected, in.currentLocation().getByteOffset()));
    }
  }
}
