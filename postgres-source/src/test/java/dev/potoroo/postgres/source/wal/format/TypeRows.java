package dev.potoroo.postgres.source.wal.format;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Rows of every type, in a table for each: {@code public.t0}, {@code t1}, …, with one row for each
 * value and one for null. All rows are inserted in one transaction; updated (their key alone: the
 * value goes by twice) and deleted in another.
 */
public final class TypeRows {
  public static final List<TypeCase> TYPES = TypeCase.all();

  private final Connection connection;

  /**
   * @param connection as superuser, in auto-commit mode
   */
  public TypeRows(Connection connection) {
    this.connection = connection;
  }

  /**
   * What the server's {@code row_to_json} says of the rows of a table.
   *
   * @param updated the same rows, after the update
   */
  public record Expected(long oid, List<String> inserted, List<String> updated) {}

  /** With their schema, one for each of {@link #TYPES}. */
  public static List<String> tables() {
    return IntStream.range(0, TYPES.size()).mapToObj(i -> "public.t" + i).toList();
  }

  /** The types and the tables, with replica identity FULL. */
  public void createTables() throws SQLException {
    execute(TypeCase.OWN_TYPES);
    for (int i = 0; i < TYPES.size(); i++) {
      execute("CREATE TABLE t%d (id int PRIMARY KEY, v %s)".formatted(i, TYPES.get(i).type()));
      execute("ALTER TABLE t%d REPLICA IDENTITY FULL".formatted(i));
    }
  }

  /** All operations, one after another. */
  public List<Expected> write() throws SQLException {
    insert();
    return updateAndDelete();
  }

  public void insert() throws SQLException {
    connection.setAutoCommit(false);
    execute("SET LOCAL search_path = public");
    for (int i = 0; i < TYPES.size(); i++) {
      insert(tables().get(i), TYPES.get(i).values());
    }
    connection.commit();
    connection.setAutoCommit(true);
  }

  private void insert(String table, List<String> values) throws SQLException {
    for (int id = 1; id <= values.size(); id++) {
      execute("INSERT INTO %s VALUES (%d, %s)".formatted(table, id, values.get(id - 1)));
    }
    execute("INSERT INTO %s VALUES (%d, NULL)".formatted(table, values.size() + 1));
  }

  /** One for each of {@link #TYPES}. */
  public List<Expected> updateAndDelete() throws SQLException {
    connection.setAutoCommit(false);
    execute(SlotReader.PINNED);
    List<Expected> expected = new ArrayList<>();
    for (String table : tables()) {
      expected.add(updateAndDelete(table));
    }
    connection.commit();
    connection.setAutoCommit(true);
    return expected;
  }

  private Expected updateAndDelete(String table) throws SQLException {
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
