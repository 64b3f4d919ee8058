package dev.potoroo.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.testkit.certificate.TestAuthority;
import dev.potoroo.testkit.certificate.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of files and combinations that cannot be used. */
final class TlsSettingsTest {

  private Path directory;

  @BeforeEach
  void begin(@TempDir Path fresh) {
    directory = fresh;
  }

  @Test
  void findsNothingWrongWithFilesThatFit() {
    TestAuthority authority = TestAuthority.create(directory, "authority");
    TestCertificate server = authority.issue("server");

    assertThat(TlsSettings.problems(server.certificate(), server.key(), authority.certificate()))
        .isEmpty();
  }

  @Test
  void namesEveryFileThatIsMissing() {
    Path missing = directory.resolve("missing.pem");

    assertThat(TlsSettings.problems(missing, missing, missing))
        .containsExactly(
            "--tls-cert: cannot read " + missing + ": there is no such file",
            "--tls-key: cannot read " + missing + ": there is no such file",
            "--tls-ca: cannot read " + missing + ": there is no such file");
  }

  @Test
  void saysThatAKeyIsThatOfAnotherCertificate() {
    TestAuthority authority = TestAuthority.create(directory, "authority");
    Path certificate = authority.issue("one").certificate();
    Path key = authority.issue("other").key();

    assertThat(TlsSettings.problems(certificate, key, null))
        .containsExactly("--tls-key: the key in " + key + " is not that of the certificate");
  }

  @Test
  void saysHowToConvertAKeyOfAnotherForm() throws IOException {
    Path certificate = TestAuthority.create(directory, "authority").issue("one").certificate();
    Path key = directory.resolve("pkcs1.key");
    Files.writeString(key, "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----");

    assertThat(TlsSettings.problems(certificate, key, null))
        .containsExactly(
            "--tls-key: expected a PKCS#8 key without a password as PEM in "
                + key
                + ", found RSA PRIVATE KEY; convert it with: openssl pkcs8 -topk8 -nocrypt");
  }

  @Test
  void wantsACertificateAndItsKeyTogether() {
    Path file = directory.resolve("any.pem");

    assertThatThrownBy(() -> new TlsSettings(file, null, null, false))
        .hasMessage("expected a certificate and its key, or neither; got no key");
    assertThatThrownBy(() -> new TlsSettings(null, file, null, false))
        .hasMessage("expected a certificate and its key, or neither; got no certificate");
  }

  @Test
  void requiresClientCertificatesOnlyOfGivenAuthorities() {
    Path file = directory.resolve("any.pem");

    assertThatThrownBy(() -> TlsSettings.listener(file, file).withClientCertificates())
        .hasMessageContaining("expected the authorities that they come from");
  }
}
