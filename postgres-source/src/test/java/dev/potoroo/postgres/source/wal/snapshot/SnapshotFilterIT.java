package dev.potoroo.postgres.source.wal.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.postgres.source.wal.change.Change;
import dev.potoroo.postgres.source.wal.change.ColumnValue;
import dev.potoroo.postgres.source.wal.change.Delete;
import dev.potoroo.postgres.source.wal.change.Insert;
import dev.potoroo.postgres.source.wal.change.Row;
import dev.potoroo.postgres.source.wal.change.Table;
import dev.potoroo.postgres.source.wal.change.Truncate;
import dev.potoroo.postgres.source.wal.change.UnreadableLogException;
import dev.potoroo.postgres.source.wal.change.Update;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.replication.LogSequenceNumber;

/** What of the log is for an application that has the rows up to a key, and none beyond. */
@ExtendWith(PostgresExtension.class)
final class SnapshotFilterIT {
  private static final LogSequenceNumber LSN = LogSequenceNumber.valueOf(1);

  private PostgresDatabase database;
  private Connection connection;

  @BeforeEach
  void connect(PostgresDatabase fresh) throws SQLException {
    database = fresh;
    connection = database.connect();
  }

  @AfterEach
  void disconnect() throws SQLException {
    connection.close();
  }

  @Test
  void passesChangesOfRowsThatTheApplicationHas() throws Exception {
    Table table = table("CREATE TABLE t (id int PRIMARY KEY, note text)");
    SnapshotFilter filter = filter(table, "10");
    List<Change> changes =
        List.of(
            new Insert(LSN, 0, table, row("9", "a")),
            new Insert(LSN, 0, table, row("10", "a")),
            new Update(LSN, 0, table, null, row("-5", "a")),
            new Update(LSN, 0, table, row("1", null), row("2", "a")),
            new Delete(LSN, 0, table, row("10", null)),
            new Truncate(LSN, 0, List.of(table), false, false));

    for (Change change : changes) {
      assertThat(filter.apply(change)).contains(change);
    }
  }

  @Test
  void dropsChangesOfRowsThatAreReadLater() throws Exception {
    Table table = table("CREATE TABLE t (id int PRIMARY KEY, note text)");
    SnapshotFilter filter = filter(table, "10");

    assertThat(filter.apply(new Insert(LSN, 0, table, row("11", "a")))).isEmpty();
    assertThat(filter.apply(new Update(LSN, 0, table, null, row("100", "a")))).isEmpty();
    assertThat(filter.apply(new Update(LSN, 0, table, row("11", null), row("12", "a")))).isEmpty();
    assertThat(filter.apply(new Delete(LSN, 0, table, row("11", null)))).isEmpty();
  }

  @Test
  void deletesARowThatMovesToWhereRowsAreReadLater() throws Exception {
    Table table = table("CREATE TABLE t (id int PRIMARY KEY, note text)");
    Update away = new Update(LSN, 0, table, row("3", null), row("30", "a"));

    Optional<Change> sent = filter(table, "10").apply(away);

    assertThat(sent).contains(new Delete(LSN, 0, table, row("3", null)));
  }

  @Test
  void insertsARowThatComesFromWhereRowsAreReadLater() throws Exception {
    Table table = table("CREATE TABLE t (id int PRIMARY KEY, note text)");
    Update here = new Update(LSN, 0, table, row("30", null), row("3", "a"));

    Optional<Change> sent = filter(table, "10").apply(here);

    assertThat(sent).contains(new Insert(LSN, 0, table, row("3", "a")));
  }

  @Test
  void comparesTextAsTheColumnsCollationDoes() throws Exception {
    Table table =
        table(
            """
            CREATE COLLATION numbers (provider = icu, locale = 'en-u-kn-true');
            CREATE TABLE t (code text COLLATE numbers PRIMARY KEY)""");
    SnapshotFilter filter = filter(table, "item 10");

    assertThat(filter.apply(new Insert(LSN, 0, table, row("item 9")))).isPresent();
    assertThat(filter.apply(new Insert(LSN, 0, table, row("item 11")))).isEmpty();
    assertThat(filter.apply(new Insert(LSN, 0, table, row("Item 2")))).isPresent();
  }

  @Test
  void comparesAKeyOfSeveralColumnsColumnByColumn() throws Exception {
    Table table =
        table(
            """
            CREATE TABLE t (note text, day date, amount numeric(6,2), kind char(3),
                            PRIMARY KEY (kind, day, amount))""");
    SnapshotFilter filter = filter(table, "abc", "0044-03-15 BC", "1000.00");

    assertThat(filter.apply(insert(table, "x", "0044-03-15 BC", "999.99", "abc"))).isPresent();
    assertThat(filter.apply(insert(table, "x", "0045-03-15 BC", "9999.99", "abc"))).isPresent();
    assertThat(filter.apply(insert(table, "x", "0043-03-15 BC", "1.00", "abc"))).isEmpty();
    assertThat(filter.apply(insert(table, "x", "infinity", "9.00", "abb"))).isPresent();
    assertThat(filter.apply(insert(table, "x", "-infinity", "0.00", "abd"))).isEmpty();
  }

  @Test
  void takesTheReplicaIdentityForTheKey() throws Exception {
    Table table =
        table(
            """
            CREATE TABLE t (id int PRIMARY KEY, code text NOT NULL);
            CREATE UNIQUE INDEX by_code ON t (code);
            ALTER TABLE t REPLICA IDENTITY USING INDEX by_code""");
    SnapshotFilter filter = filter(table, "m");

    assertThat(filter.apply(new Insert(LSN, 0, table, row("99", "a")))).isPresent();
    assertThat(filter.apply(new Insert(LSN, 0, table, row("1", "z")))).isEmpty();
  }

  @Test
  void refusesAChangeThatDoesNotTellTheKey() throws Exception {
    Table table = table("CREATE TABLE t (id int PRIMARY KEY, note text)");
    SnapshotFilter filter = filter(table, "10");

    assertThatThrownBy(() -> filter.apply(new Delete(LSN, 0, table, row(null, "a"))))
        .isInstanceOf(UnreadableLogException.class)
        .hasMessageContaining("a value in column 1");
  }

  /** Runs the statements, and looks up table t. */
  private Table table(String statements) throws Exception {
    database.execute(statements);
    return readable().table();
  }

  private ReadableTable readable() throws Exception {
    return new ReadableTables(connection, false).find(database.number("SELECT 't'::regclass::oid"));
  }

  private SnapshotFilter filter(Table table, String... upperKey) throws Exception {
    ReadableTable readable = readable();
    assertThat(readable.table()).isEqualTo(table);
    return new SnapshotFilter(
        new KeyOrder(connection, readable.key()), readable.keyNames(), List.of(upperKey));
  }

  private static Insert insert(Table table, String... values) {
    return new Insert(LSN, 0, table, row(values));
  }

  /** Null for a value that is not said. */
  private static Row row(@Nullable String... values) {
    return new Row(Stream.of(values).map(SnapshotFilterIT::value).toList());
  }

  private static ColumnValue value(@Nullable String text) {
    return text == null ? ColumnValue.Absent.INSTANCE : new ColumnValue.Text(text);
  }
}
