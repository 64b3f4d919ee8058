package dev.potoroo.connector.command;

import dev.potoroo.transport.TlsSettings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** TLS for what listens, and perhaps dials with the same certificate: a mixin. */
public final class ListenerTlsOptions {

  @Mixin private final TlsOptions tls = new TlsOptions();

  @Option(
      names = "--tls-client-auth",
      description =
          "Take only connections whose dialer shows a certificate of an authority in --tls-ca")
  private boolean clientCertificates;

  /** Null without {@code --tls}. Only after {@link #complaints} had none. */
  public @Nullable TlsSettings settings() {
    TlsSettings settings = tls.settings();
    return settings != null && clientCertificates ? settings.withClientCertificates() : settings;
  }

  /**
   * What is wrong with these options and their files.
   *
   * @param dialsToo whether the authorities are looked at when dialing, too
   */
  public List<String> complaints(boolean dialsToo) {
    List<String> complaints = new ArrayList<>(tls.complaints());
    if (!tls.isOn()) {
      TlsOptions.complainAboutLoneOption("--tls-client-auth", clientCertificates, complaints);
      return complaints;
    }
    if (!tls.hasCertificate()) {
      complaints.add("--tls-cert is missing: expected FILE, as a listener shows its certificate");
      complaints.add("--tls-key is missing: expected FILE, the key of --tls-cert");
    }
    if (clientCertificates && !tls.hasAuthorities()) {
      complaints.add(
          "--tls-ca is missing: expected FILE, the authorities whose client certificates are taken");
    }
    if (tls.hasAuthorities() && !clientCertificates && !dialsToo) {
      complaints.add(
          "--tls-ca: expected --tls-client-auth with it; without, nobody is asked for a certificate");
    }
    return complaints;
  }
}
