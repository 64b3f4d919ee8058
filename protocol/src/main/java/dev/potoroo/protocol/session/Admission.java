package dev.potoroo.protocol.session;

import dev.potoroo.protocol.Printable;
import dev.potoroo.protocol.ProtocolException;
import dev.potoroo.protocol.frame.Hello;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Set;
import java.util.stream.Collectors;

/** Who may have a session: looks at a HELLO's version, then at its cookie. */
final class Admission {

  /** More of a version that nobody knows does not help, and it goes into logs. */
  private static final int SHOWN_VERSION_LENGTH = 40;

  private final Set<ProtocolVersion> versions;
  private final byte[] cookie;

  Admission(Set<ProtocolVersion> versions, String cookie) {
    this.versions = Set.copyOf(versions);
    this.cookie = cookie.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * @throws ProtocolException for a version that is not taken here, or a wrong cookie, which is
   *     compared in constant time and never shown
   */
  ProtocolVersion admit(Hello hello) {
    ProtocolVersion version =
        ProtocolVersion.ofText(hello.version())
            .filter(versions::contains)
            .orElseThrow(() -> unknownVersion(hello.version()));
    if (!MessageDigest.isEqual(cookie, hello.cookie().getBytes(StandardCharsets.UTF_8))) {
      throw new ProtocolException(
          "Bad cookie: it is not the one that this end was started with (option --cookie)");
    }
    return version;
  }

  private ProtocolException unknownVersion(String text) {
    String expected =
        versions.stream()
            .map(version -> '"' + version.text() + '"')
            .sorted()
            .collect(Collectors.joining(" or "));
    return new ProtocolException(
        "Unknown protocol version: expected " + expected + ", got \"" + printable(text) + '"');
  }

  private static String printable(String text) {
    String shown =
        text.length() <= SHOWN_VERSION_LENGTH
            ? text
            : text.substring(0, SHOWN_VERSION_LENGTH) + "...";
    return Printable.of(shown);
  }
}
