package dev.potoroo.testkit.postgres;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Assumptions;
import org.postgresql.PGProperty;

/**
 * A server that runs anyway. It is never stopped: a test that wants to is skipped.
 *
 * @param superuser needs the right to create databases and roles
 */
record GivenServer(String host, int port, PostgresRole superuser) implements ServerControl {

  /** The variable that names the server. */
  static final String VARIABLE = "POTOROO_TEST_POSTGRES";

  private static final String DEFAULT_PORT = "5432";

  /**
   * @param address a {@code jdbc:postgresql:} URL or a {@code postgresql://} URI; the database in
   *     it does not matter
   * @throws IllegalArgumentException for anything else
   */
  static GivenServer of(String address) {
    if (address.startsWith("postgresql://") || address.startsWith("postgres://")) {
      return ofUri(URI.create(address));
    }
    Map<String, String> parts = new HashMap<>();
    try {
      for (DriverPropertyInfo part :
          DriverManager.getDriver(address).getPropertyInfo(address, new Properties())) {
        parts.put(part.name, part.value);
      }
    } catch (SQLException e) {
      throw new IllegalArgumentException(
          VARIABLE + ": expected jdbc:postgresql://… or postgresql://… of a superuser", e);
    }
    return new GivenServer(
        part(parts, PGProperty.PG_HOST, "localhost"),
        Integer.parseInt(part(parts, PGProperty.PG_PORT, DEFAULT_PORT)),
        new PostgresRole(
            part(parts, PGProperty.USER, "postgres"), part(parts, PGProperty.PASSWORD, "")));
  }

  private static String part(Map<String, String> parts, PGProperty property, String absent) {
    String value = parts.get(property.getName());
    return value == null ? absent : value;
  }

  private static GivenServer ofUri(URI uri) {
    String[] userInfo =
        uri.getRawUserInfo() == null
            ? new String[] {"postgres"}
            : uri.getRawUserInfo().split(":", 2);
    return new GivenServer(
        uri.getHost() == null ? "localhost" : uri.getHost(),
        uri.getPort() == -1 ? Integer.parseInt(DEFAULT_PORT) : uri.getPort(),
        new PostgresRole(decode(userInfo[0]), userInfo.length == 2 ? decode(userInfo[1]) : ""));
  }

  /** URLDecoder reads forms, where a plus is a space; in a URI it is a plus. */
  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  @Override
  public void stop(StopMode mode) {
    Assumptions.abort("the server that " + VARIABLE + " names is not ours to stop");
  }

  @Override
  public void start() {
    Assumptions.abort("the server that " + VARIABLE + " names is not ours to start");
  }

  @Override
  public void close() {
    // It was there before us and stays.
  }
}
