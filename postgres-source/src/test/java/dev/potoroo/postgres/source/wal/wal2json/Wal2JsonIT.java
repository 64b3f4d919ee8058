package dev.potoroo.postgres.source.wal.wal2json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.source.capture.Operation;
import dev.potoroo.postgres.source.driver.LogCaptureBuilder;
import dev.potoroo.postgres.source.driver.SentMessage;
import dev.potoroo.postgres.source.driver.SourceDriver;
import dev.potoroo.postgres.source.wal.catalog.JdbcLogCatalog;
import dev.potoroo.postgres.source.wal.change.Insert;
import dev.potoroo.postgres.source.wal.format.FormatName;
import dev.potoroo.postgres.source.wal.format.FormatSettings;
import dev.potoroo.postgres.source.wal.format.PayloadFormat;
import dev.potoroo.postgres.source.wal.format.SlotReader;
import dev.potoroo.postgres.source.wal.format.TypeRows;
import dev.potoroo.postgres.source.wal.slot.OutputPlugin;
import dev.potoroo.postgres.source.wal.snapshot.SnapshotMode;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The real plugin beside pgoutput, on the same changes: both say the same, and format wal2json is
 * what the plugin writes.
 *
 * <p>It needs a PostgreSQL with wal2json, which the embedded one has not: Debian's packages {@code
 * postgresql-15} and {@code postgresql-15-wal2json}. Where they are not installed it is skipped.
 */
final class Wal2JsonIT {
  private static final Path PROGRAMS = Path.of("/usr/lib/postgresql/15/bin");
  private static final Path PLUGIN = PROGRAMS.resolveSibling("lib").resolve("wal2json.so");

  private static @Nullable PostgresServer server;

  private PostgresDatabase database;
  private Connection connection;

  @BeforeAll
  static void startTheServer() {
    Assumptions.assumeTrue(
        Files.exists(PLUGIN) && Files.exists(PROGRAMS.resolve("initdb")),
        "no " + PLUGIN + ": apt-get install postgresql-15 postgresql-15-wal2json");
    server = PostgresServer.installed(PROGRAMS);
  }

  @AfterAll
  static void stopTheServer() {
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void createDatabase() throws SQLException {
    if (server == null) {
      throw new IllegalStateException("the server has not started");
    }
    database = server.createDatabase();
    connection = database.connect();
  }

  @AfterEach
  void dropDatabase() throws SQLException {
    connection.close();
    database.close();
  }

  @Test
  void saysWhatPgoutputSays() throws SQLException {
    database.execute(
        """
        CREATE TABLE plain (id int PRIMARY KEY, name text, body text);
        ALTER TABLE plain ALTER body SET STORAGE EXTERNAL;
        CREATE TABLE whole (LIKE plain INCLUDING ALL);
        ALTER TABLE whole REPLICA IDENTITY FULL;
        CREATE TABLE indexed (id int PRIMARY KEY, name text NOT NULL UNIQUE, body text);
        ALTER TABLE indexed REPLICA IDENTITY USING INDEX indexed_name_key;
        CREATE TABLE keyless (n numeric, at timestamptz);
        """);
    createSlots();

    for (String table : List.of("plain", "whole", "indexed")) {
      database.execute(
          """
          INSERT INTO :t VALUES (1, 'a', repeat('x', 10000)), (2, 'b', NULL);
          UPDATE :t SET name = 'c' WHERE id = 1;
          UPDATE :t SET id = 3 WHERE id = 1;
          UPDATE :t SET body = 'short' WHERE id = 3;
          DELETE FROM :t WHERE id = 2;
          TRUNCATE :t;
          """
              .replace(":t", table));
    }
    database.execute("INSERT INTO keyless VALUES (1.50, '2026-11-21 12:00+11')");

    assertThat(changes(wal2json("plain", "whole", "indexed", "keyless")))
        .isEqualTo(changes(pgoutput()));
  }

  @Test
  void followsColumnsThatComeAndGo() throws SQLException {
    database.execute("CREATE TABLE t (id int PRIMARY KEY, old text, name text)");
    createSlots();
    List<String> fromWal2json = new ArrayList<>();
    List<String> fromPgoutput = new ArrayList<>();

    for (String sql :
        List.of(
            "INSERT INTO t VALUES (1, 'a', 'b')",
            "ALTER TABLE t DROP old",
            "UPDATE t SET name = 'c'",
            "ALTER TABLE t ADD at date",
            "INSERT INTO t VALUES (2, 'x', '2026-11-21')",
            "UPDATE t SET name = 'd'")) {
      database.execute(sql);
      fromWal2json.addAll(changes(wal2json("t")));
      fromPgoutput.addAll(changes(pgoutput()));
    }

    assertThat(fromWal2json).isEqualTo(fromPgoutput).hasSize(5);
  }

  @Test
  void takesOnlyTheTablesAndMessagesThatAreAskedFor() throws SQLException {
    database.execute("CREATE SCHEMA \"a.b *\"; CREATE TABLE \"a.b *\".\"it's, one\\\" (id int)");
    database.execute("CREATE TABLE other (id int)");
    createSlots();

    database.execute("INSERT INTO other VALUES (1)");
    database.execute("INSERT INTO \"a.b *\".\"it's, one\\\" VALUES (2)");

    assertThat(wal2json("\"a.b *\".\"it's, one\\\""))
        .extracting(read -> ((Insert) read.change()).table().name())
        .containsExactly(QualifiedName.parse("\"a.b *\".\"it's, one\\\""));
  }

  @Test
  void givesTheRowsOfEveryTypeAsRowToJson() throws SQLException {
    TypeRows rows = new TypeRows(connection);
    rows.createTables();
    createSlots();

    List<TypeRows.Expected> expected = rows.write();

    Map<Long, List<String>> payloads =
        payloads(
            FormatName.ROW,
            wal2json(TypeRows.tables().toArray(String[]::new)),
            Set.of(Operation.INSERT));
    for (int i = 0; i < expected.size(); i++) {
      String type = TypeRows.TYPES.get(i).type();
      List<String> inserted =
          expected.get(i).inserted().stream().map(row -> withoutSpecialNumbers(type, row)).toList();
      assertThat(payloads.getOrDefault(expected.get(i).oid(), List.of()))
          .as(type)
          .startsWith(inserted.toArray(String[]::new));
    }
  }

  /** The plugin has null for them. */
  private static String withoutSpecialNumbers(String type, String row) {
    return type.matches("real|double precision|numeric")
        ? row.replaceAll("\"v\":\"(NaN|-?Infinity)\"", "\"v\":null")
        : row;
  }

  @Test
  void writesFormatWal2jsonAsThePluginDoes() throws SQLException {
    TypeRows rows = new TypeRows(connection);
    rows.createTables();
    createSlots();
    rows.write();

    List<String> made = new ArrayList<>();
    for (SlotReader.Read read : pgoutput()) {
      made.add(payload(FormatName.WAL2JSON, read, Set.of(Operation.values())));
    }

    assertThat(made).containsExactlyElementsOf(documentsOfThePlugin());
  }

  /** Read in a session with the same settings: the name of a type depends on the search path. */
  private List<String> documentsOfThePlugin() throws SQLException {
    List<String> documents = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT data FROM pg_logical_slot_get_changes(?, NULL, NULL, 'format-version', '2',"
                + " 'include-transaction', 'false')")) {
      statement.setString(1, slot("wal2json"));
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          documents.add(row.getString(1));
        }
      }
    }
    return documents;
  }

  @Test
  void aSourceSendsAgainWhatWasNotAcknowledged() throws Exception {
    LogCaptureBuilder capture =
        LogCaptureBuilder.in(database)
            .table("CREATE TABLE t (id int PRIMARY KEY, name text)", "t")
            .plugin(OutputPlugin.WAL2JSON);
    try (SourceDriver source = SourceDriver.start(capture.source("t"))) {
      database.execute("INSERT INTO t VALUES (7, 'a'), (5, null)");
      source.awaitSent(2);
      source.acknowledge(1);
    }
    database.execute("INSERT INTO t VALUES (6, 'c')");

    try (SourceDriver source = SourceDriver.awaitStart(capture.source("t"))) {

      List<SentMessage> sent = source.awaitSent(2);
      assertThat(sent).extracting(SentMessage::id).containsExactly(2L, 3L);
      assertThat(sent)
          .extracting(SentMessage::payload)
          .containsExactly("{\"id\":5,\"name\":null}", "{\"id\":6,\"name\":\"c\"}");
    }
  }

  @Test
  void hasGeneratedColumnsInSnapshotAndLog() throws Exception {
    LogCaptureBuilder capture =
        LogCaptureBuilder.in(database)
            .table(
                """
                CREATE TABLE t (id int, half int GENERATED ALWAYS AS (id / 2) STORED,
                                PRIMARY KEY (half, id))""",
                "t")
            .plugin(OutputPlugin.WAL2JSON)
            .snapshot(SnapshotMode.INITIAL);
    database.execute("INSERT INTO t VALUES (2)");

    try (SourceDriver source = SourceDriver.start(capture.source("t"))) {
      source.awaitSent(1);
      database.execute("INSERT INTO t VALUES (4)");

      assertThat(source.awaitSent(2))
          .extracting(SentMessage::payload)
          .containsExactly("{\"id\":2,\"half\":1}", "{\"id\":4,\"half\":2}");
    }
  }

  private void createSlots() throws SQLException {
    database.execute("CREATE PUBLICATION everything FOR ALL TABLES");
    for (String plugin : List.of("pgoutput", "wal2json")) {
      database.execute(
          "SELECT pg_create_logical_replication_slot('%s', '%s')".formatted(slot(plugin), plugin));
    }
  }

  private String slot(String plugin) {
    return database.name() + "_" + plugin;
  }

  private List<SlotReader.Read> pgoutput() throws SQLException {
    return SlotReader.pgoutput(connection, slot("pgoutput"), "everything");
  }

  private List<SlotReader.Read> wal2json(String... tables) throws SQLException {
    List<QualifiedName> names = new ArrayList<>();
    for (String table : tables) {
      names.add(QualifiedName.parse(table.contains(".") ? table : "public." + table));
    }
    List<String> arguments = new ArrayList<>(List.of(slot("wal2json")));
    Wal2JsonOptions.of(names, "potoroo")
        .forEach((name, value) -> arguments.addAll(List.of(name, value)));
    String sql =
        "SELECT lsn, convert_to(data, 'UTF8') AS data FROM pg_logical_slot_get_changes(?, NULL,"
            + " NULL"
            + ", ?".repeat(arguments.size() - 1)
            + ")";
    return SlotReader.read(
        connection, sql, arguments, new Wal2JsonLogDecoder(new JdbcLogCatalog(connection)));
  }

  /** Everything that is in a change and its transaction. */
  private List<String> changes(List<SlotReader.Read> reads) throws SQLException {
    List<String> changes = new ArrayList<>();
    for (SlotReader.Read read : reads) {
      changes.add(payload(FormatName.CHANGE, read, Set.of(Operation.values())));
    }
    return changes;
  }

  private Map<Long, List<String>> payloads(
      FormatName name, List<SlotReader.Read> reads, Set<Operation> operations) throws SQLException {
    Map<Long, List<String>> payloads = new HashMap<>();
    for (SlotReader.Read read : reads) {
      payloads
          .computeIfAbsent(SlotReader.tableOid(read.change()), oid -> new ArrayList<>())
          .add(payload(name, read, operations));
    }
    return payloads;
  }

  private String payload(FormatName name, SlotReader.Read read, Set<Operation> operations)
      throws SQLException {
    PayloadFormat format =
        name.create(
            new FormatSettings(
                SlotReader.tableOid(read.change()),
                "test",
                "potoroo",
                List.of(),
                operations,
                new JdbcLogCatalog(connection)));
    return new String(format.payload(read.change(), read.transaction()), UTF_8);
  }
}
