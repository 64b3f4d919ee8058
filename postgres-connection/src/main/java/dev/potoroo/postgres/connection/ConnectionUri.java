package dev.potoroo.postgres.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Reads libpq's URI form, {@code
 * postgresql://user:password@host:port,host:port/dbname?keyword=value}, and its cousin in JDBC,
 * {@code jdbc:postgresql://host:port/dbname?property=value}, which differs in that it has no user
 * before the hosts and names properties of pgjdbc. Every part may be left out; every part is
 * percent-encoded; an IPv6 address stands in square brackets.
 *
 * <p>Complaints never quote the text: an unencoded password can end up in any part of it.
 */
final class ConnectionUri {
  private static final String ENCODING_HINT =
      "; in a user or password write @ as %40, : as %3A, / as %2F, % as %25";

  private ConnectionUri() {}

  /**
   * @param text what follows {@code postgresql://}
   * @param parameter takes each keyword with its value: host, port, user, password and dbname
   *     first, then those of the query
   * @throws IllegalArgumentException when the text is not of this form
   */
  static void parse(String text, BiConsumer<String, String> parameter) {
    int endOfUser = text.indexOf('@');
    int slash = text.indexOf('/');
    String rest = text;
    if (endOfUser >= 0 && (slash < 0 || endOfUser < slash)) {
      String[] user = text.substring(0, endOfUser).split(":", 2);
      parameter.accept("user", PercentEncoding.decode(user[0]));
      if (user.length == 2) {
        parameter.accept("password", PercentEncoding.decode(user[1]));
      }
      rest = text.substring(endOfUser + 1);
    }
    parseHostsOnwards(rest, parameter);
  }

  /** As {@link #parse}, for what follows the user. */
  static void parseHostsOnwards(String text, BiConsumer<String, String> parameter) {
    int question = text.indexOf('?');
    String beforeQuery = question < 0 ? text : text.substring(0, question);
    int slash = beforeQuery.indexOf('/');
    parseHosts(slash < 0 ? beforeQuery : beforeQuery.substring(0, slash), parameter);
    if (slash >= 0) {
      parameter.accept("dbname", PercentEncoding.decode(beforeQuery.substring(slash + 1)));
    }
    if (question >= 0) {
      parseQuery(text.substring(question + 1), parameter);
    }
  }

  private static void parseHosts(String text, BiConsumer<String, String> parameter) {
    if (text.isEmpty()) {
      return;
    }
    List<String> hosts = new ArrayList<>();
    List<String> ports = new ArrayList<>();
    for (String address : text.split(",", -1)) {
      int bracket = address.lastIndexOf(']');
      int colon = address.indexOf(':', address.startsWith("[") ? Math.max(bracket, 0) : 0);
      String host = colon < 0 ? address : address.substring(0, colon);
      String port = colon < 0 ? "" : address.substring(colon + 1);
      hosts.add(PercentEncoding.decode(withoutBrackets(host)));
      ports.add(PercentEncoding.decode(port));
      if (!port.chars().allMatch(character -> character >= '0' && character <= '9')) {
        throw new IllegalArgumentException(
            "the port of host " + hosts.size() + " is not a number" + ENCODING_HINT);
      }
    }
    parameter.accept("host", String.join(",", hosts));
    if (!ports.stream().allMatch(String::isEmpty)) {
      parameter.accept("port", String.join(",", ports));
    }
  }

  private static String withoutBrackets(String host) {
    boolean open = host.startsWith("[");
    if (open != host.endsWith("]") || host.equals("[]")) {
      throw new IllegalArgumentException(
          "an IPv6 address stands in square brackets, as in [::1]" + ENCODING_HINT);
    }
    return open ? host.substring(1, host.length() - 1) : host;
  }

  static void parseQuery(String query, BiConsumer<String, String> parameter) {
    for (String pair : query.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      if (equals <= 0) {
        throw new IllegalArgumentException("expected keyword=value after each ? and & of the URI");
      }
      parameter.accept(
          PercentEncoding.decode(pair.substring(0, equals)),
          PercentEncoding.decode(pair.substring(equals + 1)));
    }
  }
}
