package dev.potoroo.transport;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * How a dialer's connections begin: with TLS 1.2 or 1.3, or in the clear. With TLS the listener's
 * certificate has to come from a trusted authority and to name the host that was dialed.
 */
public final class TlsDialer {

  /** Older ones are broken; a peer that knows nothing newer is refused. */
  static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  private final @Nullable TlsContext context;

  private TlsDialer(@Nullable TlsContext context) {
    this.context = context;
  }

  /**
   * Reads the files.
   *
   * @param settings null for connections in the clear
   * @throws IOException when a file cannot be used; says which and why
   */
  public static TlsDialer of(@Nullable TlsSettings settings) throws IOException {
    return new TlsDialer(settings == null ? null : new TlsContext(settings, TlsDialer::read));
  }

  private static SslContext read(TlsSettings settings) throws IOException {
    SslContextBuilder builder =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.JDK)
            .protocols(PROTOCOLS)
            .endpointIdentificationAlgorithm("HTTPS"); // compares names as RFC 2818 has it
    Path certificate = settings.certificate();
    Path key = settings.key();
    if (certificate != null && key != null) {
      X509Certificate[] chain = PemFiles.certificates(certificate);
      builder.keyManager(PemFiles.key(key, chain[0]), chain);
    }
    Path authorities = settings.authorities();
    if (authorities != null) {
      builder.trustManager(PemFiles.certificates(authorities));
    }
    return builder.build();
  }

  /**
   * Puts its handlers last into the channel of a connection that is to be made. What is written is
   * sent once the listener has shown that it is the right one.
   *
   * @param host as it was given to the dialer; the listener's certificate has to name it
   */
  public void install(Channel dialed, String host, int port) {
    if (context != null) {
      SslHandler tls = context.get().newHandler(dialed.alloc(), host, port);
      // Whoever uses the channel limits the time to the first frame, and so that of TLS.
      tls.setHandshakeTimeoutMillis(0);
      dialed.pipeline().addLast(tls, new TlsFailures());
    }
  }
}
