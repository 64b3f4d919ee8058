package dev.potoroo.postgres.connection.doctor;

import dev.potoroo.postgres.connection.ConnectionSettings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the connection was made: TLS, and how the server knew who asks. */
final class ConnectionCheck implements Check {

  /** The first version that tells how a session was authenticated. */
  private static final int TELLS_AUTHENTICATION = 16;

  private final ConnectionSettings settings;

  ConnectionCheck(ConnectionSettings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return "connection";
  }

  @Override
  public List<Finding> examine(Connection connection) throws SQLException {
    String system =
        connection.getMetaData().getDatabaseMajorVersion() >= TELLS_AUTHENTICATION
            ? "split_part(SYSTEM_USER, ':', 1)"
            : "NULL";
    String sql =
        """
        SELECT s.version, coalesce(inet_server_addr() <<= '127.0.0.0/8'
                                   OR inet_server_addr() = '::1', true), %s
        FROM pg_catalog.pg_stat_ssl AS s WHERE s.pid = pg_backend_pid()
        """
            .formatted(system);
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return List.of(finding(row.getString(1), row.getBoolean(2), row.getString(3)));
    }
  }

  private Finding finding(
      @Nullable String tls, boolean sameMachine, @Nullable String authentication) {
    String text =
        settings
            + (tls == null ? ", in the clear" : ", " + tls)
            + (authentication == null ? "" : ", known by " + authentication);
    if (!sameMachine && !settings.verifiesServer()) {
      return Finding.warning(text + "; the server's certificate is not verified")
          .advising("put sslmode=verify-full and sslrootcert=FILE into --connection");
    }
    return Finding.ok(text);
  }
}
