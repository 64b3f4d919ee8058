package dev.potoroo.postgres.connection.doctor;

import dev.potoroo.postgres.connection.SqlName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Whether there is room for the connections that the connector takes. */
final class ConnectionLimitCheck implements Check {

  /** Fewer free ones are a warning: another program's next burst takes them. */
  private static final int COMFORTABLE = 5;

  private static final int UNLIMITED = -1;

  private final int needed;

  /**
   * @param needed connections at one time, from 1 up
   */
  ConnectionLimitCheck(int needed) {
    this.needed = needed;
  }

  @Override
  public String name() {
    return "connection-limit";
  }

  @Override
  public List<Finding> examine(Connection connection) throws SQLException {
    List<Finding> findings = new ArrayList<>();
    String sql =
        """
        SELECT (SELECT sum(numbackends) FROM pg_catalog.pg_stat_database),
               current_setting('max_connections')::int
                 - current_setting('superuser_reserved_connections')::int
                 - coalesce(current_setting('reserved_connections', true)::int, 0),
               CASE WHEN r.rolsuper THEN -1 ELSE r.rolconnlimit END,
               CASE WHEN r.rolsuper THEN -1 ELSE d.datconnlimit END
        FROM pg_catalog.pg_roles AS r, pg_catalog.pg_database AS d
        WHERE r.rolname = session_user AND d.datname = current_database()
        """;
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      findings.add(ofServer(row.getInt(1), row.getInt(2), connection));
      SqlName role = new SqlName(connection.getMetaData().getUserName());
      addLimit(findings, row.getInt(3), "ROLE", role);
      addLimit(findings, row.getInt(4), "DATABASE", new SqlName(connection.getCatalog()));
    }
    return findings;
  }

  /** This examination's own connection is one of those taken, and will be free. */
  private Finding ofServer(int taken, int open, Connection connection) throws SQLException {
    int left = open - taken + 1;
    String text = "%d of %d connections are free, %d needed".formatted(left, open, needed);
    if (left >= needed + COMFORTABLE) {
      return Finding.ok(text);
    }
    ServerSetting limit = ServerSetting.of(connection, "max_connections");
    return limit.withServerRemedy(
        left < needed ? Finding.failed(text) : Finding.warning(text),
        Integer.toString(limit.number() * 2),
        true);
  }

  private void addLimit(List<Finding> findings, int limit, String kind, SqlName name) {
    if (limit != UNLIMITED && limit < needed) {
      findings.add(
          Finding.failed(
                  "%s %s has a limit of %d connections, %d needed"
                      .formatted(kind.toLowerCase(Locale.ROOT), name, limit, needed))
              .mendedBy(
                  "ALTER %s %s CONNECTION LIMIT %d".formatted(kind, name.quoted(), UNLIMITED)));
    }
  }
}
