package dev.potoroo.testkit.certificate;

import java.nio.file.Path;

/**
 * A certificate and its private key, as PEM files.
 *
 * @param certificate the certificate alone; its issuer is the authority itself
 * @param key PKCS#8, without a password, for its owner's eyes alone
 */
public record TestCertificate(Path certificate, Path key) {}
