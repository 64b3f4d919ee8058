package dev.potoroo.postgres.connection;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The hosts and ports to try, in order. libpq lets one port stand for all hosts and an empty one
 * for 5432; pgjdbc wants as many ports as hosts, so they are written out.
 */
final class ServerAddresses {
  private static final String DEFAULT_PORT = "5432";

  private final Map<String, String> properties;
  private final Consumer<String> complain;

  ServerAddresses(Map<String, String> properties, Consumer<String> complain) {
    this.properties = properties;
    this.complain = complain;
  }

  /** Checks what the properties say and leaves there one port for each host. */
  void check() {
    List<String> hosts = split(Keyword.HOST, "localhost");
    List<String> ports = split(Keyword.PORT, DEFAULT_PORT);
    hosts.forEach(this::checkHost);
    ports.forEach(this::checkPort);
    if (ports.size() == 1) {
      ports = Collections.nCopies(hosts.size(), ports.get(0));
    } else if (ports.size() != hosts.size()) {
      complain.accept(
          "expected one port, or one for each host, got %d ports for %d hosts"
              .formatted(ports.size(), hosts.size()));
    }
    properties.put(Keyword.HOST.property(), String.join(",", hosts));
    properties.put(Keyword.PORT.property(), String.join(",", ports));
  }

  /** For people: {@code localhost:5432}, {@code [::1]:5432,other:5433}. */
  static String describe(Map<String, String> properties) {
    String[] hosts = properties.getOrDefault(Keyword.HOST.property(), "").split(",", -1);
    String[] ports = properties.getOrDefault(Keyword.PORT.property(), "").split(",", -1);
    List<String> addresses = new ArrayList<>();
    for (int i = 0; i < hosts.length; i++) {
      String host = hosts[i].contains(":") ? "[" + hosts[i] + "]" : hosts[i];
      addresses.add(host + ":" + ports[i]);
    }
    return String.join(",", addresses);
  }

  private List<String> split(Keyword keyword, String whenEmpty) {
    List<String> parts = new ArrayList<>();
    for (String part : properties.getOrDefault(keyword.property(), "").split(",", -1)) {
      parts.add(part.isBlank() ? whenEmpty : part.strip());
    }
    return parts;
  }

  private void checkHost(String host) {
    if (host.startsWith("/")) {
      complain.accept(
          "host: a Unix socket (%s) cannot be reached from Java; expected a name or an address, such as localhost"
              .formatted(host));
    }
    if (host.contains("@")) { // not shown: it may be the tail of a password
      complain.accept("host: expected no @; in a user or password of a URI write it as %40");
    }
  }

  private void checkPort(String port) {
    if (!port.matches("[0-9]{1,5}")
        || Integer.parseInt(port) < 1
        || Integer.parseInt(port) > 65535) {
      complain.accept("port: expected a number from 1 to 65535, got \"" + port + "\"");
    }
  }
}
