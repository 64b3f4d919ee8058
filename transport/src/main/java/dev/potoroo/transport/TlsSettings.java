package dev.potoroo.transport;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files that TLS needs, all PEM, for one end of a connection. They are read when TLS begins and
 * again when they have changed. Immutable.
 *
 * @param certificate this end's certificate, followed by those that link it to its authority; null
 *     for a dialer that shows none
 * @param key the certificate's private key, PKCS#8 without a password; null without a certificate
 * @param authorities certificates of the authorities that a peer's certificate has to come from;
 *     null for those that Java trusts
 * @param clientCertificates whether a listener takes only dialers that show a certificate of {@code
 *     authorities}
 */
public record TlsSettings(
    @Nullable Path certificate,
    @Nullable Path key,
    @Nullable Path authorities,
    boolean clientCertificates) {

  /** A dialer without a certificate of its own, which trusts whom Java trusts. */
  public static final TlsSettings DIALER = new TlsSettings(null, null, null, false);

  /**
   * @throws IllegalArgumentException when only one of certificate and key is there, or client
   *     certificates are required of no authority
   */
  public TlsSettings {
    if ((certificate == null) != (key == null)) {
      throw new IllegalArgumentException(
          "expected a certificate and its key, or neither; got "
              + (key == null ? "no key" : "no certificate"));
    }
    if (clientCertificates && authorities == null) {
      // Else whoever has any certificate of a public authority would be let in.
      throw new IllegalArgumentException(
          "client certificates are required, expected the authorities that they come from");
    }
  }

  /** A listener that takes every dialer. */
  public static TlsSettings listener(Path certificate, Path key) {
    return new TlsSettings(certificate, key, null, false);
  }

  public TlsSettings withAuthorities(Path file) {
    return new TlsSettings(certificate, key, file, clientCertificates);
  }

  public TlsSettings withClientCertificates() {
    return new TlsSettings(certificate, key, authorities, true);
  }

  /**
   * Reads files that settings are to be made of, and tells everything that is wrong with them, each
   * with the option that names it. Null for one that is not given.
   */
  public static List<String> problems(
      @Nullable Path certificate, @Nullable Path key, @Nullable Path authorities) {
    List<String> problems = new ArrayList<>();
    X509Certificate shown = null;
    try {
      shown = certificate == null ? null : PemFiles.certificates(certificate)[0];
    } catch (IOException e) {
      problems.add("--tls-cert: " + e.getMessage());
    }
    try {
      if (key != null && shown != null) {
        PemFiles.key(key, shown);
      } else if (key != null) {
        PemFiles.encodedKey(key);
      }
    } catch (IOException e) {
      problems.add("--tls-key: " + e.getMessage());
    }
    try {
      if (authorities != null) {
        PemFiles.certificates(authorities);
      }
    } catch (IOException e) {
      problems.add("--tls-ca: " + e.getMessage());
    }
    return problems;
  }

  /** The files that are there to be read. */
  List<Path> files() {
    List<Path> files = new ArrayList<>();
    for (@Nullable Path file : new @Nullable Path[] {certificate, key, authorities}) {
      if (file != null) {
        files.add(file);
      }
    }
    return files;
  }
}
