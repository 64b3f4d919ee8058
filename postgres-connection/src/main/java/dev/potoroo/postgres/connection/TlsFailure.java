package dev.potoroo.postgres.connection;

import java.io.EOFException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.sql.SQLException;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;
import org.postgresql.ssl.MakeSSL;

/**
 * TLS to PostgreSQL that will fail again in the same way, because certificates, keys or {@code
 * sslmode} do not fit. The driver gives all of it the SQLSTATE of a lost connection, 08006, and
 * often no cause; so what counts is where in the driver it was thrown. A connection that is lost in
 * the middle of the handshake is none of it.
 */
final class TlsFailure {
  private static final String DRIVERS_TLS = MakeSSL.class.getPackageName();
  private static final String DRIVERS_NAME_CHECK = "verifyPeerName";

  private TlsFailure() {}

  static boolean isIn(SQLException error) {
    return (hasCause(error, SSLException.class::isInstance) || isOfTheDriversTls(error))
        && !hasCause(error, TlsFailure::isLostConnection);
  }

  /** What to do about one that {@link #isIn} the error. */
  static String advice(SQLException error, ConnectionSettings settings) {
    if (isOfTheNameCheck(error)) {
      return "the server's certificate is for other hosts, and sslmode=verify-full wants one for that which --connection names: give the certificate's name as host, have a certificate made for this one, or give sslmode=verify-ca";
    }
    if (hasCause(error, TlsFailure::isDistrust)) {
      return "the server's certificate has to be valid and of an authority in "
          + settings
              .property(PGProperty.SSL_ROOT_CERT)
              .orElse("sslrootcert, by default ~/.postgresql/root.crt")
          + ": put the certificate of the server's authority there";
    }
    return "see that sslrootcert, sslcert and sslkey are files that this user may read, in PEM, that key and certificate belong together, that nobody else may read the key, which is PKCS#8 without a password, and that the server has the certificate's authority in its ssl_ca_file";
  }

  private static boolean isLostConnection(Throwable cause) {
    return cause instanceof EOFException
        || cause instanceof SocketException
        || cause instanceof InterruptedIOException;
  }

  private static boolean isDistrust(Throwable cause) {
    return cause instanceof CertPathBuilderException || cause instanceof CertPathValidatorException;
  }

  private static boolean isOfTheDriversTls(SQLException error) {
    StackTraceElement[] trace = error.getStackTrace();
    return trace.length > 0 && trace[0].getClassName().startsWith(DRIVERS_TLS + ".");
  }

  private static boolean isOfTheNameCheck(SQLException error) {
    return isOfTheDriversTls(error)
        && error.getStackTrace()[0].getMethodName().equals(DRIVERS_NAME_CHECK);
  }

  private static boolean hasCause(SQLException error, Predicate<Throwable> wanted) {
    for (@Nullable Throwable cause = error.getCause(); cause != null; cause = cause.getCause()) {
      if (wanted.test(cause)) {
        return true;
      }
    }
    return false;
  }
}
