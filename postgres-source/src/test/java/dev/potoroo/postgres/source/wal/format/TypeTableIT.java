package dev.potoroo.postgres.source.wal.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.capture.Operation;
import dev.potoroo.postgres.source.wal.catalog.JdbcLogCatalog;
import dev.potoroo.postgres.source.wal.catalog.LogCatalog;
import dev.potoroo.postgres.source.wal.change.Change;
import dev.potoroo.postgres.source.wal.change.Delete;
import dev.potoroo.postgres.source.wal.change.Insert;
import dev.potoroo.postgres.source.wal.change.Update;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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
 * <p>Each type has a table of its own, {@code t0}, {@code t1}, …, with one row for each value. All
 * rows are inserted, updated (their key alone: the value goes by twice) and deleted, and all of it
 * is then read from one slot.
 */
@ExtendWith(PostgresExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TypeTableIT {
  private static final List<TypeCase> CASES = TypeCase.all();
  private static final Set<Operation> ALL = Set.of(Operation.values());

  private final List<Expected> expected = new ArrayList<>();
  private List<SlotReader.Read> reads = List.of();
  private Connection connection;
  private LogCatalog catalog;

  /** What the server says of the rows of a table: as inserted, and as updated. */
  private record Expected(long oid, List<String> inserted, List<String> updated) {}

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
    execute(TypeCase.TYPES);
    for (int i = 0; i < CASES.size(); i++) {
      execute("CREATE TABLE t%d (id int PRIMARY KEY, v %s)".formatted(i, CASES.get(i).type()));
      execute("ALTER TABLE t%d REPLICA IDENTITY FULL".formatted(i));
    }
    execute("CREATE PUBLICATION types FOR ALL TABLES");
    execute("SELECT pg_create_logical_replication_slot('" + slot + "', 'pgoutput')");
    connection.setAutoCommit(false);
    for (int i = 0; i < CASES.size(); i++) {
      expected.add(write("public.t" + i, CASES.get(i).values()));
    }
    connection.commit();
    connection.setAutoCommit(true);
    reads = SlotReader.pgoutput(connection, slot, "types");
  }

  private Expected write(String table, List<String> values) throws SQLException {
    execute("SET LOCAL search_path = public");
    for (int id = 1; id <= values.size(); id++) {
      execute("INSERT INTO %s VALUES (%d, %s)".formatted(table, id, values.get(id - 1)));
    }
    execute("INSERT INTO %s VALUES (%d, NULL)".formatted(table, values.size() + 1));
    execute(SlotReader.PINNED);
    List<String> inserted = json(table, "id");
    execute("UPDATE %s SET id = -id".formatted(table));
    List<String> updated = json(table, "-id");
    execute("DELETE FROM " + table);
    return new Expected(
        Long.parseLong(column("SELECT '%s'::regclass::oid".formatted(table)).get(0)),
        inserted,
        updated);
  }

  private List<String> json(String table, String order) throws SQLException {
    return column("SELECT row_to_json(t)::text FROM %s AS t ORDER BY %s".formatted(table, order));
  }

  @AfterAll
  void disconnect() throws SQLException {
    connection.close();
  }

  static Stream<Arguments> table() {
    return Stream.of(Way.values())
        .flatMap(
            way -> CASES.stream().map(type -> Arguments.of(type.type(), way, CASES.indexOf(type))));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("table")
  void givesTheBytesOfRowToJsonInFormatRow(String type, Way way, int number) throws Exception {
    Expected rows = expected.get(number);
    PayloadFormat format = FormatName.ROW.create(settings(rows.oid(), way.operations()));

    List<String> payloads = new ArrayList<>();
    for (SlotReader.Read read : of(way, rows.oid())) {
      payloads.add(new String(format.payload(read.change(), read.transaction()), UTF_8));
    }

    assertThat(payloads).isEqualTo(way.rows(rows));
  }

  private FormatSettings settings(long oid, Set<Operation> operations) {
    return new FormatSettings(oid, "test", "potoroo", List.<SqlName>of(), operations, catalog);
  }

  private List<SlotReader.Read> of(Way way, long oid) {
    return reads.stream()
        .filter(read -> way.change.isInstance(read.change()))
        .filter(read -> tableOid(read.change()) == oid)
        .toList();
  }

  private static long tableOid(Change change) {
    if (change instanceof Insert insert) {
      return insert.table().oid();
    }
    return change instanceof Update update ? update.table().oid() : ((Delete) change).table().oid();
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new SQLException(sql + ": " + e.getMessage(), e);
    }
  }

  private List<String> column(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      List<String> column = new ArrayList<>();
      while (row.next()) {
        column.add(row.getString(1));
      }
      return column;
    }
  }
}
