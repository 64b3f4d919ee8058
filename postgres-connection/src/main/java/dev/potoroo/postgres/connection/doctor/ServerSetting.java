package dev.potoroo.postgres.connection.doctor;

import dev.potoroo.postgres.connection.SqlName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A setting as it is in this session.
 *
 * @param value in {@code unit}
 * @param unit such as ms, empty for a setting without one
 * @param source where the value comes from, as {@code pg_settings} has it
 */
public record ServerSetting(String name, String value, String unit, String source) {

  /** Those that this version of PostgreSQL has, by name. */
  public static List<ServerSetting> of(Connection connection, Collection<String> names)
      throws SQLException {
    String sql =
        """
        SELECT name, setting, coalesce(unit, ''), source
        FROM pg_catalog.pg_settings WHERE name = ANY (?) ORDER BY name
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, connection.createArrayOf("text", names.toArray()));
      try (ResultSet row = statement.executeQuery()) {
        List<ServerSetting> settings = new ArrayList<>();
        while (row.next()) {
          settings.add(
              new ServerSetting(
                  row.getString(1), row.getString(2), row.getString(3), row.getString(4)));
        }
        return settings;
      }
    }
  }

  /** One that every version has. */
  public static ServerSetting of(Connection connection, String name) throws SQLException {
    return of(connection, List.of(name)).get(0);
  }

  public int number() {
    return Integer.parseInt(value);
  }

  /** For people: {@code statement_timeout = 500 ms}. */
  @Override
  public String toString() {
    return unit.isEmpty() ? name + " = " + value : name + " = " + value + " " + unit;
  }

  /**
   * Adds what gives this session's role another value in this database, whatever the server, the
   * database and the role say by themselves. Only what the connection string asks for is stronger.
   */
  Finding withRemedy(Connection connection, Finding finding, String wanted) throws SQLException {
    return source.equals("client")
        ? finding.advising("take %s out of --connection or PGOPTIONS".formatted(name))
        : finding.mendedBy(
            "ALTER ROLE %s IN DATABASE %s SET %s = '%s'"
                .formatted(
                    new SqlName(connection.getMetaData().getUserName()).quoted(),
                    new SqlName(connection.getCatalog()).quoted(),
                    name,
                    wanted));
  }

  /** Adds what gives the whole server another value. */
  public Finding withServerRemedy(Finding finding, String wanted, boolean needsRestart) {
    if (source.equals("command line")) {
      return finding.advising(
          "%s stands on the server's command line: set it to %s there".formatted(name, wanted));
    }
    Finding set = finding.mendedBy("ALTER SYSTEM SET %s = '%s'".formatted(name, wanted));
    return needsRestart
        ? set.advising("run the SQL, then restart the server")
        : set.mendedBy("SELECT pg_reload_conf()");
  }
}
