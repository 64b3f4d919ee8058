package dev.potoroo.postgres.connection;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;

/**
 * The connection keywords of libpq that have a meaning here: their name, the environment variable
 * that fills them, and the property of pgjdbc that they become (PostgreSQL manual, "Parameter Key
 * Words" and "Environment Variables").
 */
enum Keyword {
  HOST("host", "PGHOST", PGProperty.PG_HOST),
  PORT("port", "PGPORT", PGProperty.PG_PORT),
  DBNAME("dbname", "PGDATABASE", PGProperty.PG_DBNAME),
  USER("user", "PGUSER", PGProperty.USER),
  PASSWORD("password", "PGPASSWORD", PGProperty.PASSWORD),
  REQUIRE_AUTH("require_auth", "PGREQUIREAUTH", PGProperty.REQUIRE_AUTH),
  CHANNEL_BINDING("channel_binding", "PGCHANNELBINDING", PGProperty.CHANNEL_BINDING),
  APPLICATION_NAME("application_name", "PGAPPNAME", PGProperty.APPLICATION_NAME),
  OPTIONS("options", "PGOPTIONS", PGProperty.OPTIONS),
  CONNECT_TIMEOUT("connect_timeout", "PGCONNECT_TIMEOUT", PGProperty.CONNECT_TIMEOUT),
  KEEPALIVES("keepalives", null, PGProperty.TCP_KEEP_ALIVE),
  SSLMODE("sslmode", "PGSSLMODE", PGProperty.SSL_MODE),
  SSLNEGOTIATION("sslnegotiation", "PGSSLNEGOTIATION", PGProperty.SSL_NEGOTIATION),
  SSLROOTCERT("sslrootcert", "PGSSLROOTCERT", PGProperty.SSL_ROOT_CERT),
  SSLCERT("sslcert", "PGSSLCERT", PGProperty.SSL_CERT),
  SSLKEY("sslkey", "PGSSLKEY", PGProperty.SSL_KEY),
  SSLPASSWORD("sslpassword", null, PGProperty.SSL_PASSWORD),
  GSSENCMODE("gssencmode", "PGGSSENCMODE", PGProperty.GSS_ENC_MODE),
  KRBSRVNAME("krbsrvname", "PGKRBSRVNAME", PGProperty.KERBEROS_SERVER_NAME),
  TARGET_SESSION_ATTRS(
      "target_session_attrs", "PGTARGETSESSIONATTRS", PGProperty.TARGET_SERVER_TYPE),
  LOAD_BALANCE_HOSTS("load_balance_hosts", "PGLOADBALANCEHOSTS", PGProperty.LOAD_BALANCE_HOSTS);

  private static final Map<String, Keyword> BY_NAME =
      Arrays.stream(values()).collect(toUnmodifiableMap(Keyword::keyword, Function.identity()));

  /** What stands for a value in libpq, where pgjdbc has another word for it. */
  private static final Map<Keyword, Map<String, String>> TRANSLATIONS =
      Map.of(
          KEEPALIVES, Map.of("0", "false", "1", "true"),
          LOAD_BALANCE_HOSTS, Map.of("disable", "false", "random", "true"),
          TARGET_SESSION_ATTRS,
              Map.of(
                  "any", "any",
                  "read-write", "primary",
                  "primary", "primary",
                  "read-only", "secondary",
                  "standby", "secondary",
                  "prefer-standby", "preferSecondary"));

  private final String keyword;
  private final @Nullable String environmentVariable;
  private final PGProperty property;

  Keyword(String keyword, @Nullable String environmentVariable, PGProperty property) {
    this.keyword = keyword;
    this.environmentVariable = environmentVariable;
    this.property = property;
  }

  static Optional<Keyword> of(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  String keyword() {
    return keyword;
  }

  Optional<String> environmentVariable() {
    return Optional.ofNullable(environmentVariable);
  }

  /** The property's name in pgjdbc. */
  String property() {
    return property.getName();
  }

  /** The words that pgjdbc has for a value, keyed by libpq's; empty where any text will do. */
  Map<String, String> translations() {
    String[] choices = property.getChoices();
    if (TRANSLATIONS.containsKey(this) || choices == null || this == REQUIRE_AUTH) {
      return TRANSLATIONS.getOrDefault(this, Map.of());
    }
    return Arrays.stream(choices).collect(toUnmodifiableMap(word -> word, word -> word));
  }
}
