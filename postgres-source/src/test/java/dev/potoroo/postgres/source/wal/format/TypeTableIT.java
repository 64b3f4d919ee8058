package dev.potoroo.postgres.source.wal.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.capture.Operation;
import dev.potoroo.postgres.source.wal.catalog.JdbcLogCatalog;
import dev.potoroo.postgres.source.wal.catalog.LogCatalog;
import dev.potoroo.postgres.source.wal.change.Change;
import dev.potoroo.postgres.source.wal.change.Delete;
import dev.potoroo.postgres.source.wal.change.Insert;
import dev.potoroo.postgres.source.wal.change.Update;
import dev.potoroo.postgres.source.wal.format.TypeRows.Expected;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every type, in every way that a row of it gets into a message: held against what the server's own
 * {@code row_to_json} makes of the same row.
 *
 * <p>All of {@link TypeRows} is read from one slot.
 */
@ExtendWith(PostgresExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TypeTableIT {
  private static final Set<Operation> ALL = Set.of(Operation.values());
  private static final ObjectMapper JSON = new ObjectMapper();

  private List<Expected> expected = List.of();
  private List<SlotReader.Read> reads = List.of();
  private Connection connection;
  private LogCatalog catalog;

  /** The ways into a message: a column of the table. */
  private enum Way {
    INSERT(Insert.class) {
      @Override
      List<String> rows(Expected expected) {
        return expected.inserted();
      }
    },
    UPDATE(Update.class) {
      @Override
      List<String> rows(Expected expected) {
        return pairs("update", expected.inserted(), expected.updated());
      }
    },
    DELETE(Delete.class) {
      @Override
      List<String> rows(Expected expected) {
        return expected.updated().stream()
            .map("{\"operation\":\"delete\",\"before\":%s,\"after\":null}"::formatted)
            .toList();
      }
    };

    final Class<? extends Change> change;

    Way(Class<? extends Change> change) {
      this.change = change;
    }

    /** The payloads in format row. */
    abstract List<String> rows(Expected expected);

    Set<Operation> operations() {
      return this == INSERT ? Set.of(Operation.INSERT) : ALL;
    }
  }

  private static List<String> pairs(String operation, List<String> before, List<String> after) {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < before.size(); i++) {
      pairs.add(
          "{\"operation\":\"%s\",\"before\":%s,\"after\":%s}"
              .formatted(operation, before.get(i), after.get(i)));
    }
    return pairs;
  }

  @BeforeAll
  void runAllTypesThroughOneSlot(PostgresDatabase database) throws SQLException {
    connection = database.connect();
    catalog = new JdbcLogCatalog(connection);
    String slot = database.name() + "_types";
    TypeRows rows = new TypeRows(connection);
    rows.createTables();
    database.execute("CREATE PUBLICATION types FOR ALL TABLES");
    database.execute("SELECT pg_create_logical_replication_slot('" + slot + "', 'pgoutput')");
    expected = rows.write();
    reads = SlotReader.pgoutput(connection, slot, "types");
  }

  @AfterAll
  void disconnect() throws SQLException {
    connection.close();
  }

  static Stream<Arguments> table() {
    return Stream.of(Way.values())
        .flatMap(
            way ->
                TypeRows.TYPES.stream()
                    .map(type -> Arguments.of(type.type(), way, TypeRows.TYPES.indexOf(type))));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("table")
  void givesTheBytesOfRowToJsonInFormatRow(String type, Way way, int number) throws Exception {
    Expected rows = expected.get(number);
    PayloadFormat format = FormatName.ROW.create(settings(rows.oid(), way.operations()));

    List<String> payloads = new ArrayList<>();
    for (SlotReader.Read read : of(way, rows.oid())) {
      payloads.add(payload(format, read));
    }

    assertThat(payloads).isEqualTo(way.rows(rows));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("table")
  void givesTheSameRowsInFormatChange(String type, Way way, int number) throws Exception {
    Expected rows = expected.get(number);
    PayloadFormat row = FormatName.ROW.create(settings(rows.oid(), ALL));
    PayloadFormat format = FormatName.CHANGE.create(settings(rows.oid(), ALL));

    for (SlotReader.Read read : of(way, rows.oid())) {
      String images = payload(row, read);
      assertThat(payload(format, read))
          .startsWith(images.substring(0, images.length() - 1) + ",\"source\":{");
    }
  }

  /** What becomes of each type: see DebeziumWritersTest. */
  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("table")
  void givesJsonOfTheSameColumnsInFormatDebezium(String type, Way way, int number)
      throws Exception {
    Expected rows = expected.get(number);
    PayloadFormat row = FormatName.ROW.create(settings(rows.oid(), ALL));
    PayloadFormat format = FormatName.DEBEZIUM.create(settings(rows.oid(), ALL));

    for (SlotReader.Read read : of(way, rows.oid())) {
      JsonNode plain = JSON.readTree(payload(row, read));
      JsonNode envelope = JSON.readTree(payload(format, read));
      for (String image : List.of("before", "after")) {
        assertThat(envelope.get(image).path("id")).isEqualTo(plain.get(image).path("id"));
        assertThat(envelope.get(image).has("v")).isEqualTo(plain.get(image).has("v"));
      }
    }
  }

  private static String payload(PayloadFormat format, SlotReader.Read read) throws Exception {
    return new String(format.payload(read.change(), read.transaction()), UTF_8);
  }

  private FormatSettings settings(long oid, Set<Operation> operations) {
    return new FormatSettings(oid, "test", "potoroo", List.<SqlName>of(), operations, catalog);
  }

  private List<SlotReader.Read> of(Way way, long oid) {
    return reads.stream()
        .filter(read -> way.change.isInstance(read.change()))
        .filter(read -> SlotReader.tableOid(read.change()) == oid)
        .toList();
  }
}
