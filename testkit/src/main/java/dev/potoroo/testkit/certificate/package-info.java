/**
 * Certificates for tests of TLS, made on the spot: {@link
 * dev.potoroo.testkit.certificate.TestAuthority} issues them and writes them as PEM files.
 */
@NullMarked
package dev.potoroo.testkit.certificate;

import org.jspecify.annotations.NullMarked;
