package dev.potoroo.postgres.connection;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Optional;

/**
 * The algorithm of the key that belongs to a client certificate. libpq finds it in the key; pgjdbc
 * takes a key in PEM for one of RSA unless property {@code pemKeyAlgorithm} says otherwise.
 */
final class ClientKey {
  private ClientKey() {}

  /**
   * @param certificate what {@code sslcert} names
   * @return empty when it cannot be read as a certificate: the driver will say so when it needs it
   */
  static Optional<String> algorithm(Path certificate) {
    try (InputStream file = new BufferedInputStream(Files.newInputStream(certificate))) {
      return Optional.of(
          CertificateFactory.getInstance("X.509")
              .generateCertificate(file)
              .getPublicKey()
              .getAlgorithm());
    } catch (IOException | CertificateException e) {
      return Optional.empty();
    }
  }
}
