package dev.potoroo.postgres.source.wal.debezium;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.postgres.source.wal.catalog.PostgresType;
import dev.potoroo.postgres.source.wal.json.JsonBuffer;
import java.math.BigInteger;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.core.Oid;

/** Each type as Debezium's documentation, "Data type mappings", has it by default. */
class DebeziumWritersTest {

  @ParameterizedTest(name = "{0}({1}): {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
# type     | modifier | value                         | JSON
bool       | -1 | t                                   | true
int4       | -1 | -7                                  | -7
oid        | -1 | 4294967295                          | 4294967295
float8     | -1 | 0.1                                 | 0.1
float8     | -1 | NaN                                 | "NaN"
text       | -1 | a"b                                 | "a\\"b"
uuid       | -1 | a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11 | "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"
json       | -1 | {"a": 1}                            | "{\\"a\\": 1}"
numeric    | -1 | 1.50                                | {"scale":2,"value":"AJY="}
numeric    | -1 | -1                                  | {"scale":0,"value":"/w=="}
numeric    | -1 | NaN                                 | "NaN"
numeric    | 655366 | 1.50                            | "AJY="
numeric    | 655366 | Infinity                        | "Infinity"
money      | -1 | $1,234.50                           | "AeI6"
money      | -1 | -$0.01                              | "/w=="
bytea      | -1 | \\x00ff                             | "AP8="
bit        | 1  | 1                                   | true
bit        | 10 | 1000000001                          | "AQI="
varbit     | -1 | 101                                 | "BQ=="
point      | -1 | (1.5,-2)                            | {"x":1.5,"y":-2.0,"wkb":"AQEAAAAAAAAAAAD4PwAAAAAAAADA","srid":null}
date       | -1 | 2026-11-21                          | 20778
date       | -1 | 1969-12-31                          | -1
date       | -1 | 0001-01-01 BC                       | -719528
date       | -1 | infinity                            | "infinity"
time       | -1 | 12:34:56.789                        | 45296789000
time       | 3  | 12:34:56.789                        | 45296789
time       | -1 | 24:00:00                            | 86400000000
timetz     | -1 | 12:34:56.789+05:30                  | "07:04:56.789Z"
timestamp  | -1 | 2018-06-20 15:13:16.945104          | 1529507596945104
timestamp  | 3  | 1969-12-31 23:59:59.999             | -1
timestamp  | -1 | infinity                            | 9223372036825200000
timestamp  | -1 | -infinity                           | -9223372036832400000
timestamp  | -1 | 294276-12-31 23:59:59               | "294276-12-31 23:59:59"
timestamptz | -1 | 2026-11-21 12:00:00.5+11           | "2026-11-21T01:00:00.5Z"
timestamptz | -1 | 0044-03-15 12:00:00+00 BC          | "-0043-03-15T12:00:00Z"
timestamptz | -1 | infinity                           | "infinity"
interval   | -1 | 1 year 2 mons -3 days 04:05:06.789  | 36572706789000
interval   | -1 | -00:00:01                           | -1000000
interval   | -1 | 00:00:00                            | 0
inet       | -1 | ::1                                 | "::1"
""")
  void writes(String type, int modifier, String value, String json) throws Exception {
    int oid = Oid.class.getField(type.toUpperCase(Locale.ROOT)).getInt(null);

    assertThat(write(new PostgresType.Scalar(oid), modifier, value)).isEqualTo(json);
  }

  @Test
  void writesArraysOfWhatTheirElementsAre() throws SQLException {
    PostgresType dates =
        new PostgresType.Array(Oid.DATE_ARRAY, new PostgresType.Scalar(Oid.DATE), ',');

    assertThat(write(dates, -1, "{1970-01-02,NULL}")).isEqualTo("[1,null]");
  }

  @Test
  void writesAnHstoreAsAStringOfJson() throws SQLException {
    assertThat(write(new PostgresType.Hstore(99_999), -1, "\"a\"=>\"1\", \"b\"=>NULL"))
        .isEqualTo("\"{\\\"a\\\": \\\"1\\\", \\\"b\\\": null}\"");
  }

  @Test
  void keepsEveryDigitOfANumeric() throws SQLException {
    String digits = "12345678901234567890123456789012345678";

    String json = write(new PostgresType.Scalar(Oid.NUMERIC), 655_366, digits + ".90");

    byte[] unscaled = Base64.getDecoder().decode(json.substring(1, json.length() - 1));
    assertThat(new BigInteger(unscaled)).isEqualTo(new BigInteger(digits + "90"));
  }

  private static String write(PostgresType type, int modifier, String value) throws SQLException {
    JsonBuffer out = new JsonBuffer();
    byte[] text = value.getBytes(UTF_8);
    DebeziumWriters.of(type, modifier).write(text, 0, text.length, out);
    return new String(out.toBytes(), UTF_8);
  }
}
