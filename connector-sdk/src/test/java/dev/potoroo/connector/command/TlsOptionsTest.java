package dev.potoroo.connector.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.testkit.certificate.TestAuthority;
import dev.potoroo.testkit.certificate.TestCertificate;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Which TLS options belong together, for what dials and for what listens. */
final class TlsOptionsTest {

  private String certificate = "";
  private String key = "";
  private String authorities = "";

  @Command
  private static final class Source {
    @Mixin private final SourceOptions options = new SourceOptions();
  }

  @Command
  private static final class Sink {
    @Mixin private final SinkOptions options = new SinkOptions();
  }

  @BeforeEach
  void issueCertificates(@TempDir Path directory) {
    TestAuthority authority = TestAuthority.create(directory, "authority");
    TestCertificate issued = authority.issue("one");
    certificate = issued.certificate().toString();
    key = issued.key().toString();
    authorities = authority.certificate().toString();
  }

  private static List<String> source(String... args) {
    Source source = new Source();
    Program.commandLine(source).parseArgs(args);
    return source.options.complaints();
  }

  private static SinkOptions sinkOptions(String... args) {
    Sink sink = new Sink();
    CommandLine line = Program.commandLine(sink);
    line.parseArgs(args);
    return sink.options;
  }

  private static List<String> sink(String... args) {
    return sinkOptions(args).complaints();
  }

  @Test
  void aSourceNeedsNothingBesideTls() {
    assertThat(source("--tls")).isEmpty();
  }

  @Test
  void aSourceMayShowACertificate() {
    assertThat(
            source("--tls", "--tls-cert", certificate, "--tls-key", key, "--tls-ca", authorities))
        .isEmpty();
  }

  @Test
  void aCertificateNeedsItsKey() {
    assertThat(source("--tls", "--tls-cert", certificate))
        .containsExactly("--tls-key is missing: expected FILE, the key of --tls-cert");
  }

  @Test
  void filesHaveNoEffectWithoutTls() {
    assertThat(sink("--tls-cert", certificate, "--tls-key", key, "--tls-client-auth"))
        .containsExactly(
            "--tls-cert: has no effect without --tls",
            "--tls-key: has no effect without --tls",
            "--tls-client-auth: has no effect without --tls");
  }

  @Test
  void aSinkNeedsACertificate() {
    assertThat(sink("--tls"))
        .containsExactly(
            "--tls-cert is missing: expected FILE, as a listener shows its certificate",
            "--tls-key is missing: expected FILE, the key of --tls-cert");
  }

  @Test
  void clientCertificatesNeedAuthorities() {
    assertThat(sink("--tls", "--tls-cert", certificate, "--tls-key", key, "--tls-client-auth"))
        .containsExactly(
            "--tls-ca is missing: expected FILE, the authorities whose client certificates are"
                + " taken");
  }

  @Test
  void authoritiesOfASinkWantClientCertificates() {
    assertThat(sink("--tls", "--tls-cert", certificate, "--tls-key", key, "--tls-ca", authorities))
        .singleElement()
        .asString()
        .startsWith("--tls-ca: expected --tls-client-auth with it");
  }

  @Test
  void namesAllThatIsWrongAtOnce() {
    assertThat(
            sink("--tls", "--tls-cert", "none.pem", "--tls-client-auth", "--max-connections", "0"))
        .containsExactly(
            "--tls-key is missing: expected FILE, the key of --tls-cert",
            "--tls-cert: cannot read none.pem: there is no such file",
            "--tls-ca is missing: expected FILE, the authorities whose client certificates are"
                + " taken",
            "--max-connections: expected at least 1, got 0");
  }

  @Test
  void settingsHaveWhatTheOptionsSay() {
    SinkOptions options =
        sinkOptions(
            "--tls",
            "--tls-cert",
            certificate,
            "--tls-key",
            key,
            "--tls-ca",
            authorities,
            "--tls-client-auth");

    assertThat(options.complaints()).isEmpty();
    assertThat(options.settings("sink").tls())
        .hasToString(
            "TlsSettings[certificate=%s, key=%s, authorities=%s, clientCertificates=true]"
                .formatted(certificate, key, authorities));
  }
}
