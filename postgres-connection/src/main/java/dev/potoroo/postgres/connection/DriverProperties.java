package dev.potoroo.postgres.connection;

import dev.potoroo.connector.ConfigurationException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.postgresql.PGProperty;

/**
 * Gathers what a connection string and the environment say, as properties of pgjdbc, and every
 * complaint about it. An empty value counts as left out, as in libpq. Within one origin the last
 * value holds; between origins the first one does.
 */
final class DriverProperties {
  private static final Map<String, String> NOT_HERE =
      Map.of(
          "hostaddr", "give the address as host",
          "passfile", "set PGPASSFILE in the environment",
          "service", "give host, port, dbname and user",
          "fallback_application_name", "give application_name",
          "keepalives_idle", "leave it out; the operating system's setting holds",
          "keepalives_interval", "leave it out; the operating system's setting holds",
          "keepalives_count", "leave it out; the operating system's setting holds",
          "tcp_user_timeout", "leave it out; the operating system's setting holds");

  private final Map<String, String> values = new LinkedHashMap<>();
  private final List<String> complaints = new ArrayList<>();

  /** A keyword of libpq, as given in the connection string. */
  void keyword(String name, String value) {
    if (name.equals("ssl") && value.equals("true")) { // libpq takes JDBC's word for it
      put(Keyword.SSLMODE, "sslmode", "require");
    } else if (name.equals("client_encoding")) {
      requireUtf8(value);
    } else if (NOT_HERE.containsKey(name)) {
      complain(name + " is not possible here: " + NOT_HERE.get(name));
    } else {
      Keyword.of(name)
          .ifPresentOrElse(
              keyword -> put(keyword, name, value),
              () -> complain("unknown keyword \"" + name + "\""));
    }
  }

  /** A property of pgjdbc, or a keyword, as given in a JDBC URL. */
  void property(String name, String value) {
    PGProperty property = PGProperty.forName(name);
    if (property == null || property == PGProperty.SERVICE) {
      keyword(name, value);
    } else if (!value.isEmpty()) {
      values.put(name, value);
    }
  }

  /** What the string left out, from the environment. */
  void fillFrom(Map<String, String> environment) {
    for (Keyword keyword : Keyword.values()) {
      keyword
          .environmentVariable()
          .filter(environment::containsKey)
          .filter(variable -> !values.containsKey(keyword.property()))
          .ifPresent(variable -> put(keyword, variable, environment.getOrDefault(variable, "")));
    }
  }

  /** What is still missing, as psql has it; but the host is localhost, for Java has no sockets. */
  void fillDefaults(String operatingSystemUser) {
    fill(Keyword.HOST, "localhost");
    fill(Keyword.USER, operatingSystemUser);
    fill(Keyword.DBNAME, values.getOrDefault(Keyword.USER.property(), operatingSystemUser));
    fill(Keyword.KEEPALIVES, "true");
    new ServerAddresses(values, this::complain).check();
  }

  void complain(String complaint) {
    complaints.add("--connection: " + complaint);
  }

  /**
   * @throws ConfigurationException with all complaints, when there are any
   */
  Map<String, String> complete() {
    if (!complaints.isEmpty()) {
      throw new ConfigurationException(complaints);
    }
    return Map.copyOf(values);
  }

  private void put(Keyword keyword, String origin, String value) {
    if (value.isEmpty()) {
      return;
    }
    Map<String, String> words = keyword.translations();
    if (keyword == Keyword.SSLROOTCERT && value.equals("system")) {
      complain(origin + "=system is not possible here: name a file with the authorities, as PEM");
    } else if (!words.isEmpty() && !words.containsKey(value)) {
      complain(
          "%s: expected one of %s, got \"%s\""
              .formatted(origin, String.join(", ", new TreeMap<>(words).keySet()), value));
    } else if (keyword == Keyword.CONNECT_TIMEOUT) {
      putTimeout(origin, value);
    } else {
      values.put(keyword.property(), words.getOrDefault(value, value));
    }
  }

  private void putTimeout(String origin, String seconds) {
    try {
      int timeout = Math.max(0, Integer.parseInt(seconds.trim()));
      values.put(Keyword.CONNECT_TIMEOUT.property(), Integer.toString(timeout));
    } catch (NumberFormatException e) {
      complain(origin + ": expected whole seconds, 0 for no limit, got \"" + seconds + "\"");
    }
  }

  private void requireUtf8(String encoding) {
    if (!encoding.replace("-", "").equalsIgnoreCase("utf8") && !encoding.equals("auto")) {
      complain("client_encoding: expected UTF8, the only one that is spoken here");
    }
  }

  private void fill(Keyword keyword, String value) {
    values.putIfAbsent(keyword.property(), value);
  }
}
