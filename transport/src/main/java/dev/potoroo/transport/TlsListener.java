package dev.potoroo.transport;

import io.netty.channel.Channel;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a listener's connections begin: with TLS 1.2 or 1.3, or in the clear. A dialer that begins
 * the other way is refused with a text that says so.
 */
public final class TlsListener {

  private static final Logger log = LoggerFactory.getLogger(TlsListener.class);

  private final @Nullable TlsContext context;

  private TlsListener(@Nullable TlsContext context) {
    this.context = context;
  }

  /**
   * Reads the files.
   *
   * @param settings null for connections in the clear
   * @throws IOException when a file cannot be used; says which and why
   * @throws IllegalArgumentException when the settings have no certificate
   */
  public static TlsListener of(@Nullable TlsSettings settings) throws IOException {
    return new TlsListener(settings == null ? null : new TlsContext(settings, TlsListener::read));
  }

  private static SslContext read(TlsSettings settings) throws IOException {
    Path certificate = settings.certificate();
    Path key = settings.key();
    if (certificate == null || key == null) {
      throw new IllegalArgumentException("a listener with TLS needs a certificate and its key");
    }
    X509Certificate[] chain = PemFiles.certificates(certificate);
    PrivateKey privateKey = PemFiles.key(key, chain[0]);
    SslContextBuilder builder =
        SslContextBuilder.forServer(privateKey, chain)
            .sslProvider(SslProvider.JDK)
            .protocols(TlsDialer.PROTOCOLS);
    Path authorities = settings.authorities();
    if (authorities != null && settings.clientCertificates()) {
      builder.trustManager(PemFiles.certificates(authorities)).clientAuth(ClientAuth.REQUIRE);
    }
    return builder.build();
  }

  /** Puts its handlers last into the channel of a connection that was just taken. */
  public void install(Channel accepted) {
    accepted.pipeline().addLast(new FirstByte(context != null));
    if (context != null) {
      SslHandler tls = context.get().newHandler(accepted.alloc());
      // Whoever uses the channel limits the time to the first frame, and so that of TLS.
      tls.setHandshakeTimeoutMillis(0);
      accepted.pipeline().addLast(tls, new TlsFailures());
    }
  }

  /**
   * To be called once it listens: warns when others than this machine can reach it and all is in
   * the clear.
   */
  public void listening(InetSocketAddress address) {
    if (context == null && !address.getAddress().isLoopbackAddress()) {
      log.warn(
          "listening on {}:{} without TLS: whoever reaches this address can read and send messages."
              + " Set --tls, --tls-cert and --tls-key, or listen on 127.0.0.1",
          address.getAddress().getHostAddress(),
          address.getPort());
    }
  }
}
