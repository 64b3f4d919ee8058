package dev.potoroo.postgres.source.wal.format;

import java.util.List;

/**
 * A row of the type table: a type and values of it, as SQL.
 *
 * @param type as a column is declared
 * @param values of it; null is tried beside them
 */
public record TypeCase(String type, List<String> values) {

  static TypeCase of(String type, String... values) {
    return new TypeCase(type, List.of(values));
  }

  /** Run once in the database: types of a user's own. */
  static final String OWN_TYPES =
      """
CREATE EXTENSION hstore;
CREATE TYPE mood AS ENUM ('sad', 'ok', 'very "happy"');
CREATE DOMAIN positive AS numeric(12,3) CHECK (VALUE > 0);
CREATE DOMAIN flag AS boolean;
CREATE TYPE point3 AS (x int, "y ""2" numeric, at timestamptz);
CREATE TYPE nested AS (name text, place point3, tags text[], moods mood[], doc json, b bool);
CREATE DOMAIN moods AS mood[];
CREATE TYPE nothing AS ();
CREATE TYPE textrange AS RANGE (subtype = text);
CREATE TYPE label;
CREATE FUNCTION label_in(cstring) RETURNS label LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION label_out(label) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE TYPE label (INPUT = label_in, OUTPUT = label_out, LIKE = text);
""";

  static List<TypeCase> all() {
    return List.of(
        of("boolean", "true", "false"),
        of("smallint", "-32768", "32767"),
        of("integer", "0", "-2147483648"),
        of("bigint", "9223372036854775807"),
        of("real", "1.1", "'NaN'", "'-Infinity'", "1e30", "'-0'"),
        of("double precision", "0.1", "1e300", "'Infinity'", "'NaN'", "5e-324", "1e15"),
        of(
            "numeric",
            "12345678901234567890123456789012345678.90",
            "1e-20",
            "'NaN'",
            "100.00",
            "-0.5"),
        of("numeric(10,2)", "12345678.90"),
        of("money", "1234.5", "-0.01"),
        of(
            "text",
            "''",
            "E'\"quoted\" \\\\ \\t\\n\\r\\f\\b\\x01\\x1f\\x7f'",
            "'ümlaut 漢字 🦘'",
            "'NULL'"),
        of("varchar(10)", "'x'"),
        of("char(5)", "'ab'"),
        of("\"char\"", "'c'"),
        of("name", "'Name'"),
        of("bytea", "'\\x00ff'", "''"),
        of("date", "'2026-11-21'", "'infinity'", "'-infinity'", "'0044-03-15 BC'", "'12026-01-01'"),
        of("time", "'12:34:56.789'", "'24:00'"),
        of("timetz", "'12:34:56.789+05:30'"),
        of(
            "timestamp",
            "'2026-11-21 12:00'",
            "'2026-11-21 12:00:00.000001'",
            "'infinity'",
            "'-infinity'",
            "'0044-03-15 12:00 BC'",
            "'290000-01-01 00:00:00.5'"),
        of(
            "timestamptz",
            "'2026-11-21 12:00+11'",
            "'1890-01-01 00:00:00.25+00'",
            "'infinity'",
            "'-infinity'",
            "'0044-03-15 12:00+00 BC'",
            "'12026-01-01 00:00+00'"),
        of("timestamptz(0)", "'2026-11-21 12:00:00.6+00'"),
        of("interval", "'1 year 2 mons -3 days 04:05:06.789'", "'-00:00:01'", "'0'"),
        of("uuid", "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'"),
        of("json", "' {\"b\" : 1,\n \"a\":[ ],\"b\":2.50 } '", "'null'", "'\"\\u00e9\"'"),
        of("jsonb", "'{\"b\": 1, \"a\": [1e2, null, \"x\\ny\"]}'", "'\"text\"'"),
        of("xml", "'<a href=\"x\">&amp;</a>'"),
        of("inet", "'192.168.0.1/24'", "'::1'"),
        of("cidr", "'10.0.0.0/8'"),
        of("macaddr", "'08:00:2b:01:02:03'"),
        of("bit(4)", "B'1010'"),
        of("bit varying", "B'101'", "B''"),
        of("point", "'(1.5,-2)'"),
        of("box", "'((1,2),(3,4))'"),
        of("polygon", "'((0,0),(1,1),(1,0))'"),
        of("oid", "4294967295"),
        of("regclass", "'pg_class'"),
        of("pg_lsn", "'16/B374D848'"),
        of("tsvector", "'a fat cat''s \\\\ mat'"),
        of("tsquery", "'fat & (rat | cat)'"),
        of("int2vector", "'1 2 3'", "''"),
        of("oidvector", "'4294967295 1'"),
        of("int4range", "'[1,10)'", "'empty'", "'(,)'"),
        of("numrange", "'(1.5,2.50]'"),
        of("tstzrange", "'[2026-11-21 12:00+11,)'"),
        of("textrange", "'[\"a\"\"b\",c)'"),
        of(
            "integer[]",
            "'{}'",
            "'{1,NULL,-3}'",
            "'{{1,2},{3,NULL}}'",
            "'[0:1][-2:-1]={{1,2},{3,4}}'"),
        of(
            "text[]",
            "ARRAY['', 'NULL', NULL, 'null', 'a\"b', 'c\\d', '{', ',', ' x', E'\\n', '漢']",
            "ARRAY[['a','b'],['c','d']]"),
        of("boolean[]", "'{t,f,NULL}'"),
        of("numeric[]", "'{NaN,1.50,-1e20}'"),
        of("timestamptz[]", "'{\"2026-11-21 12:00+11\",infinity,\"0044-03-15 12:00+00 BC\"}'"),
        of("date[]", "'{2026-11-21,-infinity}'"),
        of("json[]", "ARRAY['{\"a\" : [1,\"x\\\\y\"]}', 'null', NULL]::json[]"),
        of("bytea[]", "ARRAY['\\x00ff'::bytea, '']"),
        of("box[]", "ARRAY['((1,2),(3,4))', NULL]::box[]"),
        of("point[]", "ARRAY['(1,2)', '(3,4)']::point[]"),
        of("interval[]", "ARRAY['1 day', '-1 sec']::interval[]"),
        of("mood", "'sad'", "'very \"happy\"'"),
        of("mood[]", "ARRAY['ok', NULL, 'very \"happy\"']::mood[]"),
        of("positive", "1.5"),
        of("positive[]", "ARRAY[1.5, NULL]::positive[]"),
        of("flag", "true"),
        of("moods", "ARRAY['ok', 'sad']::mood[]"),
        of(
            "point3",
            "ROW(1, 2.50, '2026-11-21 12:00+11')",
            "ROW(NULL, 'NaN', NULL)",
            "ROW(NULL, NULL, NULL)"),
        of("point3[]", "ARRAY[ROW(1, 2.50, 'infinity'), NULL, ROW(NULL, NULL, NULL)]::point3[]"),
        of(
            "nested",
            "ROW('a \"b\" \\ (c,d)', ROW(1, 2, '2026-11-21 12:00+11'), ARRAY['x,y', 'q\"', NULL],"
                + " ARRAY['ok', 'very \"happy\"']::mood[], '{\"k\" : [1, \"a\\\\b\"]}', true)",
            "ROW('', NULL, '{}', NULL, 'null', false)"),
        of(
            "nested[]",
            "ARRAY[ROW('(', ROW(1, NULL, NULL), ARRAY['\\', '\"'], NULL, '[1 ]', true)]::nested[]"),
        of("nothing", "ROW()"),
        of("hstore", "'a=>1, \"b \\\"q\\\" \\\\\"=>NULL, \"\"=>\"\"'", "''"),
        of("hstore[]", "ARRAY['a=>1', 'b=>NULL']::hstore[]"),
        of("label", "'own type'"));
  }
}
