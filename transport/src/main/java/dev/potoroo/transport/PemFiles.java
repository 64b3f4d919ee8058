package dev.potoroo.transport;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and keys as they lie in PEM files. No text of an error holds a part of a key. */
final class PemFiles {

  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  private static final Pattern OTHER_KEY = Pattern.compile("-----BEGIN ([A-Z ]*PRIVATE KEY)-----");

  private PemFiles() {}

  /**
   * @return at least one
   * @throws IOException when there is none, or the file cannot be read
   */
  static X509Certificate[] certificates(Path file) throws IOException {
    byte[] bytes = read(file);
    try {
      X509Certificate[] certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes))
              .toArray(X509Certificate[]::new);
      if (certificates.length > 0) {
        return certificates;
      }
    } catch (CertificateException e) {
      throw new IOException("expected certificates as PEM in " + file + ": " + e.getMessage(), e);
    }
    throw new IOException("expected certificates as PEM in " + file + ", found none");
  }

  /**
   * @param certificate the one that the key has to fit
   * @throws IOException when there is no such key, it does not fit, or the file cannot be read
   */
  static PrivateKey key(Path file, X509Certificate certificate) throws IOException {
    byte[] encoded = encodedKey(file);
    PublicKey shown = certificate.getPublicKey();
    try {
      PrivateKey key =
          KeyFactory.getInstance(shown.getAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(encoded));
      if (fit(key, shown)) {
        return key;
      }
    } catch (GeneralSecurityException e) {
      throw new IOException(
          "expected an " + shown.getAlgorithm() + " key as PEM in " + file + ", found another", e);
    }
    throw new IOException("the key in " + file + " is not that of the certificate");
  }

  /**
   * @return PKCS#8
   * @throws IOException when there is no such key, or the file cannot be read
   */
  static byte[] encodedKey(Path file) throws IOException {
    String text = new String(read(file), StandardCharsets.ISO_8859_1);
    Matcher matcher = KEY.matcher(text);
    if (!matcher.find()) {
      Matcher other = OTHER_KEY.matcher(text);
      throw new IOException(
          "expected a PKCS#8 key without a password as PEM in "
              + file
              + ", found "
              + (other.find()
                  ? other.group(1) + "; convert it with: openssl pkcs8 -topk8 -nocrypt"
                  : "none"));
    }
    return Base64.getMimeDecoder().decode(matcher.group(1));
  }

  private static boolean fit(PrivateKey key, PublicKey shown) throws GeneralSecurityException {
    byte[] sample = {1, 2, 3};
    String algorithm =
        switch (shown.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> shown.getAlgorithm(); // Ed25519 and Ed448 sign under their own name
        };
    Signature signing = Signature.getInstance(algorithm);
    signing.initSign(key);
    signing.update(sample);
    Signature verifying = Signature.getInstance(algorithm);
    verifying.initVerify(shown);
    verifying.update(sample);
    return verifying.verify(signing.sign());
  }

  private static byte[] read(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new IOException("cannot read " + file + ": there is no such file", e);
    } catch (AccessDeniedException e) {
      throw new IOException("cannot read " + file + ": this user may not", e);
    } catch (IOException e) {
      throw new IOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}
