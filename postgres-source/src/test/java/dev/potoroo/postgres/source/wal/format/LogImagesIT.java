package dev.potoroo.postgres.source.wal.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.postgres.source.capture.Operation;
import dev.potoroo.postgres.source.wal.catalog.JdbcLogCatalog;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the log has of a row, and what it has not, on a real slot of pgoutput. */
@ExtendWith(PostgresExtension.class)
final class LogImagesIT {
  private PostgresDatabase database;
  private Connection connection;
  private String slot;

  @BeforeEach
  void createSlot(PostgresDatabase fresh) throws SQLException {
    database = fresh;
    connection = database.connect();
    slot = database.name() + "_images";
    database.execute("CREATE PUBLICATION everything FOR ALL TABLES");
    database.execute("SELECT pg_create_logical_replication_slot('" + slot + "', 'pgoutput')");
  }

  @AfterEach
  void disconnect() throws SQLException {
    connection.close();
  }

  @Test
  void namesALargeValueThatAnUpdateLeftAsItWas() throws SQLException {
    largeRow("DEFAULT");

    assertThat(payloads(format("t")))
        .last()
        .isEqualTo(
            "{\"operation\":\"update\",\"before\":null,\"after\":{\"id\":1,\"n\":3},\"unchanged\":[\"body\"]}");
  }

  @Test
  void hasTheLargeValueWhereTheWholeRowIsTheReplicaIdentity() throws SQLException {
    largeRow("FULL");

    String body = "x".repeat(10_000);
    assertThat(payloads(format("t")))
        .last()
        .isEqualTo(
            "{\"operation\":\"update\",\"before\":{\"id\":1,\"n\":2,\"body\":\"%s\"},\"after\":{\"id\":1,\"n\":3,\"body\":\"%s\"}}"
                .formatted(body, body));
  }

  private void largeRow(String identity) throws SQLException {
    database.execute(
        """
        CREATE TABLE t (id int PRIMARY KEY, n int, body text);
        ALTER TABLE t ALTER body SET STORAGE EXTERNAL, REPLICA IDENTITY %s;
        INSERT INTO t VALUES (1, 2, repeat('x', 10000));
        UPDATE t SET n = 3;
        """
            .formatted(identity));
  }

  @Test
  void followsACompositeTypeThatGetsAnAttribute() throws SQLException {
    database.execute("CREATE TYPE pair AS (a int); CREATE TABLE t (v pair)");
    PayloadFormat format = format("t");
    List<String> payloads = new ArrayList<>();

    database.execute("INSERT INTO t VALUES (ROW(1))");
    payloads.addAll(payloads(format));
    database.execute("ALTER TYPE pair ADD ATTRIBUTE b text");
    database.execute("INSERT INTO t VALUES (ROW(2, 'x'))");
    payloads.addAll(payloads(format));

    assertThat(payloads)
        .extracting(LogImagesIT::after)
        .containsExactly("{\"v\":{\"a\":1}}", "{\"v\":{\"a\":2,\"b\":\"x\"}}");
  }

  @Test
  void givesACompositeThatTheCatalogIsPastAsItsText() throws SQLException {
    database.execute("CREATE TYPE pair AS (a int, b text); CREATE TABLE t (v pair)");

    database.execute("INSERT INTO t VALUES (ROW(1, 'x'))");
    database.execute("ALTER TYPE pair DROP ATTRIBUTE b");

    assertThat(payloads(format("t")))
        .extracting(LogImagesIT::after)
        .containsExactly("{\"v\":\"(1,x)\"}");
  }

  @Test
  void readsAColumnWhoseTypeHasBeenDropped() throws SQLException {
    database.execute("CREATE TYPE mood AS ENUM ('ok'); CREATE TABLE t (id int, v mood)");
    PayloadFormat format = format("t");

    database.execute("INSERT INTO t VALUES (1, 'ok')");
    database.execute("ALTER TABLE t DROP v; DROP TYPE mood");

    assertThat(payloads(format))
        .extracting(LogImagesIT::after)
        .containsExactly("{\"id\":1,\"v\":\"ok\"}");
  }

  /** The log has no trace of the cast, and a call of it later may give something else. */
  @Test
  void givesATypeWithACastToJsonAsItsText() throws SQLException {
    database.execute(
        """
        CREATE TYPE grade AS ENUM ('good'); CREATE TABLE t (v grade, list grade[]);
        CREATE FUNCTION as_json(grade) RETURNS json LANGUAGE sql IMMUTABLE
          AS $$SELECT json_build_object('grade', $1::text)$$;
        CREATE CAST (grade AS json) WITH FUNCTION as_json(grade)""");

    database.execute("INSERT INTO t VALUES ('good', '{good}')");

    assertThat(database.column("SELECT row_to_json(t)::text FROM t"))
        .containsExactly("{\"v\":{\"grade\" : \"good\"},\"list\":[{\"grade\" : \"good\"}]}");
    assertThat(payloads(format("t")))
        .extracting(LogImagesIT::after)
        .containsExactly("{\"v\":\"good\",\"list\":[\"good\"]}");
  }

  @Test
  void hasTheKeyThatModeOutboxHas() throws SQLException {
    database.execute(
        """
        CREATE TABLE t (at timestamptz, doc jsonb, name text, PRIMARY KEY (name, at));
        CREATE TABLE u (at timestamp PRIMARY KEY);
        CREATE TABLE j (doc jsonb PRIMARY KEY);
        """);
    database.execute("INSERT INTO t VALUES ('2026-11-21 12:00+00', '{}', 'a\"b')");
    database.execute("INSERT INTO u VALUES ('2026-11-21 12:00')");
    database.execute("INSERT INTO j VALUES ('\"a\\nb\"'), ('{\"a\": 1}')");

    List<String> keys = new ArrayList<>();
    for (SlotReader.Read read : read()) {
      FormatSettings settings = settings(SlotReader.tableOid(read.change()));
      keys.add(new String(FormatName.ROW.create(settings).key(read.change()), UTF_8));
    }

    assertThat(keys)
        .containsExactlyElementsOf(
            database.column(
                """
                SELECT json_build_array(r -> 'name', r -> 'at')::text
                FROM (SELECT row_to_json(t) AS r FROM t) AS t
                UNION ALL SELECT row_to_json(u) ->> 'at' FROM u
                UNION ALL SELECT row_to_json(j) ->> 'doc' FROM j
                """));
  }

  private PayloadFormat format(String table) throws SQLException {
    long oid = database.number("SELECT '" + table + "'::regclass::oid::bigint");
    return FormatName.ROW.create(settings(oid));
  }

  private FormatSettings settings(long oid) {
    return new FormatSettings(
        oid,
        "test",
        "potoroo",
        List.of(),
        Set.of(Operation.values()),
        new JdbcLogCatalog(connection));
  }

  private List<SlotReader.Read> read() throws SQLException {
    return SlotReader.pgoutput(connection, slot, "everything");
  }

  private List<String> payloads(PayloadFormat format) throws SQLException {
    List<String> payloads = new ArrayList<>();
    for (SlotReader.Read read : read()) {
      payloads.add(new String(format.payload(read.change(), read.transaction()), UTF_8));
    }
    return payloads;
  }

  /** The row of an insertion. */
  private static String after(String payload) {
    String start = "{\"operation\":\"insert\",\"before\":null,\"after\":";
    assertThat(payload).startsWith(start);
    return payload.substring(start.length(), payload.length() - 1);
  }
}
