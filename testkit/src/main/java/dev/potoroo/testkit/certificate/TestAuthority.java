package dev.potoroo.testkit.certificate;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.KeyUsage;
import io.netty.pkitesting.X509Bundle;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A certificate authority that only this test knows. Its files lie in the test's directory. */
public final class TestAuthority {

  private final Path directory;
  private final X509Bundle root;
  private final Path certificate;

  private TestAuthority(Path directory, X509Bundle root, Path certificate) {
    this.directory = directory;
    this.root = root;
    this.certificate = certificate;
  }

  /**
   * @param directory where files go
   * @param name of the authority, and the beginning of its file's name
   */
  public static TestAuthority create(Path directory, String name) {
    try {
      X509Bundle root =
          new CertificateBuilder()
              .ecp256()
              .subject("CN=" + name)
              .setIsCertificateAuthority(true)
              .setKeyUsage(true, KeyUsage.keyCertSign)
              .buildSelfSigned();
      Path file = directory.resolve(name + ".pem");
      Files.writeString(file, root.getCertificatePEM());
      return new TestAuthority(directory, root, file);
    } catch (Exception e) {
      throw new AssertionError("cannot make the authority " + name, e);
    }
  }

  /** The file with the authority's own certificate. */
  public Path certificate() {
    return certificate;
  }

  /** Issues a certificate for 127.0.0.1 and localhost; a second call writes over the first. */
  public TestCertificate issue(String name) {
    return issue(
        name,
        new CertificateBuilder()
            .addSanDnsName("localhost")
            .addSanIpAddress(InetAddress.getLoopbackAddress()));
  }

  /** As {@link #issue(String)}, for a host of this name alone. */
  public TestCertificate issueFor(String host) {
    return issue(host, new CertificateBuilder().addSanDnsName(host));
  }

  private TestCertificate issue(String name, CertificateBuilder builder) {
    try {
      X509Bundle issued = builder.ecp256().subject("CN=" + name).buildIssuedBy(root);
      Path chain = directory.resolve(name + ".pem");
      Path key = directory.resolve(name + ".key");
      Files.writeString(chain, issued.getCertificatePEM());
      Files.writeString(key, issued.getPrivateKeyPEM());
      Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
      return new TestCertificate(chain, key);
    } catch (Exception e) {
      throw new AssertionError("cannot issue a certificate to " + name, e);
    }
  }
}
