package dev.potoroo.connector.command;

import dev.potoroo.transport.TlsSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** TLS for what dials: a mixin. The files are read while options are checked. */
public final class TlsOptions {

  @Option(
      names = "--tls",
      description =
          "Use TLS 1.2 or 1.3; a listener needs --tls-cert and --tls-key too. Default: connections"
              + " are in the clear")
  private boolean tls;

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description =
          "This end's certificate as PEM, followed by those between it and its authority. Like all"
              + " TLS files it is read anew when it has changed")
  private @Nullable Path certificate;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "The certificate's private key as PEM: PKCS#8, without a password")
  private @Nullable Path key;

  @Option(
      names = "--tls-ca",
      paramLabel = "FILE",
      description =
          "Authorities, as PEM, that the other end's certificate has to come from. Default: those"
              + " that Java trusts")
  private @Nullable Path authorities;

  /** Null without {@code --tls}. Only after {@link #complaints} had none. */
  public @Nullable TlsSettings settings() {
    return tls ? new TlsSettings(certificate, key, authorities, false) : null;
  }

  /** What is wrong with these options and their files. */
  public List<String> complaints() {
    List<String> complaints = new ArrayList<>();
    if (!tls) {
      complainAboutLoneOption("--tls-cert", certificate != null, complaints);
      complainAboutLoneOption("--tls-key", key != null, complaints);
      complainAboutLoneOption("--tls-ca", authorities != null, complaints);
      return complaints;
    }
    if (certificate != null && key == null) {
      complaints.add("--tls-key is missing: expected FILE, the key of --tls-cert");
    }
    if (key != null && certificate == null) {
      complaints.add("--tls-cert is missing: expected FILE, the certificate of --tls-key");
    }
    complaints.addAll(TlsSettings.problems(certificate, key, authorities));
    return complaints;
  }

  boolean isOn() {
    return tls;
  }

  boolean hasCertificate() {
    return certificate != null || key != null;
  }

  boolean hasAuthorities() {
    return authorities != null;
  }

  static void complainAboutLoneOption(String option, boolean given, List<String> complaints) {
    if (given) {
      complaints.add(option + ": has no effect without --tls");
    }
  }
}
