package dev.potoroo.postgres.source.wal.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.potoroo.connector.source.SourceStream;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.capture.Operation;
import dev.potoroo.postgres.source.driver.LogCaptureBuilder;
import dev.potoroo.postgres.source.driver.SentMessage;
import dev.potoroo.postgres.source.driver.SourceDriver;
import dev.potoroo.postgres.source.wal.catalog.JdbcLogCatalog;
import dev.potoroo.postgres.source.wal.catalog.LogCatalog;
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
 * {@code row_to_json} makes of the same row, and against what mode outbox sends of it.
 *
 * <p>All of {@link TypeRows} is read from one slot, one snapshot and one outbox source. What the
 * plugin wal2json writes is in {@code Wal2JsonIT}.
 */
@ExtendWith(PostgresExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TypeTableIT {
  private static final Set<Operation> ALL = Set.of(Operation.values());
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<SlotReader.Read> reads = new ArrayList<>();
  private List<Expected> expected = List.of();
  private List<SourceStream> outboxStreams = List.of();
  private List<SentMessage> outboxMessages = List.of();
  private Connection connection;
  private LogCatalog catalog;

  @BeforeAll
  void takeAllTypesEveryWay(PostgresDatabase database) throws Exception {
    connection = database.connect();
    catalog = new JdbcLogCatalog(connection);
    String slot = database.name() + "_types";
    TypeRows rows = new TypeRows(connection);
    rows.createTables();
    database.execute("CREATE PUBLICATION types FOR TABLE " + String.join(", ", TypeRows.tables()));
    database.execute("SELECT pg_create_logical_replication_slot('" + slot + "', 'pgoutput')");
    try (SourceDriver outbox = startOutbox(database)) {

      rows.insert();
      reads.addAll(SnapshotReader.rows(database, connection, oids(database)));
      expected = rows.updateAndDelete();

      reads.addAll(SlotReader.pgoutput(connection, slot, "types"));
      outboxStreams = outbox.streams();
      outboxMessages = outbox.awaitSent(3 * values());
    }
  }

  private static SourceDriver startOutbox(PostgresDatabase database) throws Exception {
    return SourceDriver.start(
        LogCaptureBuilder.in(database)
            .as(database.server().superuser())
            .operations(Operation.INSERT, Operation.UPDATE, Operation.DELETE)
            .outbox(TypeRows.tables().toArray(String[]::new)));
  }

  private static List<Long> oids(PostgresDatabase database) throws SQLException {
    List<Long> oids = new ArrayList<>();
    for (String table : TypeRows.tables()) {
      oids.add(database.number("SELECT '" + table + "'::regclass::oid::bigint"));
    }
    return oids;
  }

  /** Of all types together, null for each among them. */
  private static int values() {
    return TypeRows.TYPES.stream().mapToInt(type -> type.values().size() + 1).sum();
  }

  @AfterAll
  void disconnect() throws SQLException {
    connection.close();
  }

  static Stream<Arguments> table() {
    return Stream.of(Way.values()).flatMap(way -> eachTypeWith(way));
  }

  static Stream<Arguments> formats() {
    return Stream.of(FormatName.values()).flatMap(format -> eachTypeWith(format));
  }

  private static Stream<Arguments> eachTypeWith(Object column) {
    return TypeRows.TYPES.stream()
        .map(type -> Arguments.of(type.type(), column, TypeRows.TYPES.indexOf(type)));
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
  void givesTheKeyAndBytesOfModeOutboxInFormatRow(String type, Way way, int number)
      throws Exception {
    long oid = expected.get(number).oid();
    PayloadFormat format = FormatName.ROW.create(settings(oid, ALL));

    List<String> sent = new ArrayList<>();
    for (SlotReader.Read read : of(way, oid)) {
      sent.add(key(format, read) + ": " + payload(format, read));
    }

    assertThat(sent).isEqualTo(sentByOutbox(way, number)).isNotEmpty();
  }

  private List<String> sentByOutbox(Way way, int number) {
    String start = "{\"operation\":\"" + way.outboxOperation() + "\"";
    return outboxMessages.stream()
        .filter(message -> message.stream().equals(outboxStreams.get(number).id()))
        .filter(message -> message.payload().startsWith(start))
        .map(message -> message.key() + ": " + message.payload())
        .toList();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("formats")
  void givesARowTheSameBytesFromTheSnapshotAsFromTheLog(String type, FormatName name, int number)
      throws Exception {
    long oid = expected.get(number).oid();
    PayloadFormat format = name.create(settings(oid, ALL));
    List<SlotReader.Read> fromTheLog = of(Way.INSERT, oid);

    List<SlotReader.Read> fromTheSnapshot = of(Way.SNAPSHOT, oid);

    assertThat(fromTheSnapshot).hasSameSizeAs(fromTheLog).isNotEmpty();
    for (int i = 0; i < fromTheLog.size(); i++) {
      SlotReader.Read read = fromTheSnapshot.get(i);
      SlotReader.Read inserted = fromTheLog.get(i);
      assertThat(key(format, read)).isEqualTo(key(format, inserted));
      assertThat(row(payload(format, read))).isEqualTo(row(payload(format, inserted)));
    }
  }

  /** Without what says when and by what the row got there, in the formats that say it. */
  private static String row(String payload) {
    int source = payload.indexOf(",\"source\":{");
    return source < 0
        ? payload
        : payload.substring(payload.indexOf("\"before\":null,\"after\":"), source);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("table")
  void givesTheSameRowsInFormatChange(String type, Way way, int number) throws Exception {
    Expected rows = expected.get(number);
    PayloadFormat row = FormatName.ROW.create(settings(rows.oid(), ALL));
    PayloadFormat format = FormatName.CHANGE.create(settings(rows.oid(), ALL));

    for (SlotReader.Read read : of(way, rows.oid())) {
      String envelope = payload(row, read);
      String images = envelope.substring(envelope.indexOf(",\"before\":"), envelope.length() - 1);
      assertThat(payload(format, read))
          .startsWith("{\"operation\":\"" + way.operation + "\"" + images + ",\"source\":{");
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
      assertThat(envelope.get("op").asText()).isEqualTo(way.op);
      for (String image : List.of("before", "after")) {
        assertThat(envelope.get(image).path("id")).isEqualTo(plain.get(image).path("id"));
        assertThat(envelope.get(image).has("v")).isEqualTo(plain.get(image).has("v"));
      }
    }
  }

  private static String payload(PayloadFormat format, SlotReader.Read read) throws Exception {
    return new String(format.payload(read.change(), read.transaction()), UTF_8);
  }

  private static String key(PayloadFormat format, SlotReader.Read read) throws Exception {
    return new String(format.key(read.change()), UTF_8);
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
