package dev.potoroo.postgres.source.wal.slot;

import dev.potoroo.connector.ConfigurationException;
import dev.potoroo.postgres.connection.SqlName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The name of a replication slot. Slots belong to the server, not to a database, and no other kind
 * of name is as narrow.
 *
 * @param value from 1 to 63 characters of {@code a-z}, {@code 0-9} and {@code _}
 */
public record SlotName(String value) {
  private static final Pattern FORM = Pattern.compile("[a-z0-9_]{1,63}");
  private static final int LENGTH = 63;
  private static final String SUFFIX = "_snapshot";
  private static final int READABLE_CHARACTERS = 40;
  private static final int HASH_BYTES = 4;

  /**
   * @throws ConfigurationException for any other character or length
   */
  public SlotName {
    if (!FORM.matcher(value).matches()) {
      throw new ConfigurationException(
          "--slot: expected from 1 to 63 characters of a-z, 0-9 and _, got \"%s\""
              .formatted(value));
    }
  }

  /**
   * The slot of a source that names none: the same at every start, and another for another database
   * or schema of the same server. {@code potoroo_test_1f0c8a3b}.
   *
   * @param schema ours
   */
  public static SlotName derived(String database, SqlName schema) {
    String readable = database.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
    if (readable.length() > READABLE_CHARACTERS) {
      readable = readable.substring(0, READABLE_CHARACTERS);
    }
    return new SlotName("potoroo_" + readable + "_" + hash(database + '\0' + schema.value()));
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Of a slot beside this one, for as long as a snapshot is read. */
  public SlotName temporary() {
    return new SlotName(
        value.substring(0, Math.min(value.length(), LENGTH - SUFFIX.length())) + SUFFIX);
  }

  /**
   * For replication commands, which take no parameters, and for the driver, which puts a slot's
   * name into them as it is: without quotes, one that begins with a digit would be no name.
   */
  public String quoted() {
    return '"' + value + '"';
  }

  @Override
  public String toString() {
    return value;
  }
}
