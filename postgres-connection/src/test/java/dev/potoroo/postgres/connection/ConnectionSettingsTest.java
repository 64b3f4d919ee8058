package dev.potoroo.postgres.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.connector.ConfigurationException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConnectionSettingsTest {
  private static final String OS_USER = "ada";

  @Test
  void takesHostPortAndNamesAsPsqlDoesWhenNothingIsSaid() {
    ConnectionSettings settings = parse("");

    assertThat(settings).hasToString("ada@localhost:5432/ada");
    assertThat(settings.properties()).containsEntry("tcpKeepAlive", "true");
    assertThat(settings.properties()).doesNotContainKey("password");
  }

  @Test
  void namesTheDatabaseAfterTheUser() {
    assertThat(parse("user=bob")).hasToString("bob@localhost:5432/bob");
  }

  @Test
  void readsTheThreeFormsAlike() {
    ConnectionSettings keywords =
        parse("host=db.example port=5433 dbname=test user=bob password=secret sslmode=require");
    ConnectionSettings uri = parse("postgresql://bob:secret@db.example:5433/test?sslmode=require");
    ConnectionSettings jdbc =
        parse("jdbc:postgresql://db.example:5433/test?user=bob&password=secret&sslmode=require");

    assertThat(keywords).hasToString("bob@db.example:5433/test");
    assertThat(keywords.properties())
        .containsEntry("password", "secret")
        .containsEntry("sslmode", "require")
        .isEqualTo(uri.properties())
        .isEqualTo(jdbc.properties());
  }

  @Test
  void neverShowsThePassword() {
    ConnectionSettings settings = parse("user=bob password=hush");

    assertThat(settings.toString()).doesNotContain("hush");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password=my hush x",
        "postgresql://bob:my@hush@host/db",
        "password='hush",
        "postgresql://bob:hu/sh@host/db",
        "postgresql://bob:hu#hush%zz@host/db",
        "postgresql://bob:1:hush@host:/db?x",
        "password=hush port=none"
      })
  void keepsThePasswordOutOfComplaints(String text) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(ConfigurationException.class)
        .message()
        .doesNotContain("hu");
  }

  @Test
  void fillsFromTheEnvironmentWhatTheStringLeavesOut() {
    Map<String, String> environment =
        Map.of(
            "PGHOST", "db.example",
            "PGPORT", "5433",
            "PGDATABASE", "elsewhere",
            "PGUSER", "carol",
            "PGPASSWORD", "secret",
            "PGSSLMODE", "verify-full",
            "PGAPPNAME", "ours",
            "PGCONNECT_TIMEOUT", "3",
            "PGTARGETSESSIONATTRS", "read-write");

    ConnectionSettings settings = ConnectionSettings.parse("dbname=test", environment, OS_USER);

    assertThat(settings).hasToString("carol@db.example:5433/test");
    assertThat(settings.properties())
        .containsEntry("password", "secret")
        .containsEntry("sslmode", "verify-full")
        .containsEntry("ApplicationName", "ours")
        .containsEntry("connectTimeout", "3")
        .containsEntry("targetServerType", "primary");
  }

  @Test
  void letsTheStringWinOverTheEnvironmentInEveryForm() {
    Map<String, String> environment = Map.of("PGAPPNAME", "theirs", "PGSSLMODE", "require");

    ConnectionSettings jdbc =
        ConnectionSettings.parse(
            "jdbc:postgresql:test?ApplicationName=ours&sslmode=disable", environment, OS_USER);

    assertThat(jdbc.properties())
        .containsEntry("ApplicationName", "ours")
        .containsEntry("sslmode", "disable");
  }

  @Test
  void takesAnEmptyValueForOneLeftOut() {
    assertThat(parse("host='' dbname=")).hasToString("ada@localhost:5432/ada");
  }

  @Test
  void readsQuotesAndBackslashesAsLibpqDoes() {
    ConnectionSettings settings =
        parse("  dbname = 'my db'password='it\\'s \\\\' user=b\\ ob options=\\-c\\ x=1 ");

    assertThat(settings).hasToString("b ob@localhost:5432/my db");
    assertThat(settings.properties())
        .containsEntry("password", "it's \\")
        .containsEntry("options", "-c x=1");
  }

  @Test
  void letsTheLastOfTwoHold() {
    assertThat(parse("dbname=one dbname=two")).hasToString("ada@localhost:5432/two");
  }

  @ParameterizedTest
  @CsvSource({
    "postgresql://,                          ada@localhost:5432/ada",
    "postgres://localhost,                   ada@localhost:5432/ada",
    "postgresql://localhost:5433,            ada@localhost:5433/ada",
    "postgresql:///test,                     ada@localhost:5432/test",
    "postgresql://bob@/test,                 bob@localhost:5432/test",
    "postgresql://[::1]/test,                ada@[::1]:5432/test",
    "postgresql://[2001:db8::7]:5433/test,   ada@[2001:db8::7]:5433/test",
    "postgresql:///test?host=db&port=5433,   ada@db:5433/test",
    "postgresql://b%40b:x@h/my%20db%2F1,     b@b@h:5432/my db/1",
    "postgresql://h/a+b,                     ada@h:5432/a+b",
    "postgresql://h/gr%C3%BCn,               ada@h:5432/grün",
    "jdbc:postgresql:test,                   ada@localhost:5432/test",
    "jdbc:postgresql:/,                      ada@localhost:5432/ada",
    "jdbc:postgresql://h:5433/,              ada@h:5433/ada",
    "jdbc:postgresql://[::1]:5433/test,      ada@[::1]:5433/test"
  })
  void readsUris(String uri, String expected) {
    assertThat(parse(uri)).hasToString(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://one:5433,two/test",
        "jdbc:postgresql://one:5433,two/test",
        "host=one,two port=5433, dbname=test"
      })
  void takesSeveralHostsEachWithItsPort(String text) {
    assertThat(parse(text)).hasToString("ada@one:5433,two:5432/test");
  }

  @Test
  void letsOnePortStandForAllHosts() {
    assertThat(parse("host=one,two port=5433")).hasToString("ada@one:5433,two:5433/ada");
  }

  @ParameterizedTest
  @CsvSource({
    "keepalives=0, tcpKeepAlive, false",
    "target_session_attrs=any, targetServerType, any",
    "target_session_attrs=standby, targetServerType, secondary",
    "target_session_attrs=prefer-standby, targetServerType, preferSecondary",
    "load_balance_hosts=random, loadBalanceHosts, true",
    "connect_timeout=-1, connectTimeout, 0",
    "application_name=ours, ApplicationName, ours",
    "sslrootcert=/ca.pem, sslrootcert, /ca.pem",
    "sslcert=/me.pem, sslcert, /me.pem",
    "sslkey=/me.key, sslkey, /me.key",
    "channel_binding=require, channelBinding, require",
    "gssencmode=disable, gssEncMode, disable",
    "krbsrvname=pg, kerberosServerName, pg"
  })
  void speaksOfEachKeywordInTheDriversWords(String text, String property, String value) {
    assertThat(parse(text).properties()).containsEntry(property, value);
  }

  @Test
  void takesJdbcsWordForTls() {
    assertThat(parse("postgresql://h/d?ssl=true").properties()).containsEntry("sslmode", "require");
  }

  @Test
  void namesAllThatIsWrongAtOnce() {
    assertThatThrownBy(
            () ->
                ConnectionSettings.parse(
                    "host=/var/run/postgresql,b,c port=1,99999 colour=red keepalives_idle=5"
                        + " connect_timeout=soon client_encoding=LATIN1",
                    Map.of("PGSSLMODE", "maybe"),
                    OS_USER))
        .isInstanceOfSatisfying(
            ConfigurationException.class,
            e ->
                assertThat(e.complaints())
                    .containsExactly(
                        "--connection: unknown keyword \"colour\"",
                        "--connection: keepalives_idle is not possible here: leave it out; the"
                            + " operating system's setting holds",
                        "--connection: connect_timeout: expected whole seconds, 0 for no limit, got"
                            + " \"soon\"",
                        "--connection: client_encoding: expected UTF8, the only one that is spoken"
                            + " here",
                        "--connection: PGSSLMODE: expected one of allow, disable, prefer, require,"
                            + " verify-ca, verify-full, got \"maybe\"",
                        "--connection: host: a Unix socket (/var/run/postgresql) cannot be reached"
                            + " from Java; expected a name or an address, such as localhost",
                        "--connection: port: expected a number from 1 to 65535, got \"99999\"",
                        "--connection: expected one port, or one for each host, got 2 ports for 3"
                            + " hosts"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "test                        | expected keyword=value at character 1",
        "dbname=test user            | expected keyword=value at character 13",
        "dbname=a 'b'                | expected keyword=value at character 10",
        "password='never closed      | the single quote at character 10 is never closed",
        "postgresql://h:x/d          | the port of host 1 is not a number",
        "postgresql://[::1/d         | an IPv6 address stands in square brackets",
        "postgresql://[]/d           | an IPv6 address stands in square brackets",
        "postgresql://h/%zz          | expected two hexadecimal digits",
        "postgresql://h/100%         | expected two hexadecimal digits",
        "postgresql://h/%00          | %00 is not allowed",
        "postgresql://h/%ff          | expected UTF-8",
        "postgresql://h/d?sslmode    | expected keyword=value after each ? and &",
        "jdbc:postgresql:d?service=x | service is not possible here",
        "jdbc:postgresql:d?colour=x  | unknown keyword \"colour\""
      })
  void saysWhatIsWrongWithTheText(String text, String complaint) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("--connection: " + complaint);
  }

  private static ConnectionSettings parse(String text) {
    return ConnectionSettings.parse(text, Map.of(), OS_USER);
  }
}
