package dev.potoroo.postgres.source.wal.catalog;

import dev.potoroo.postgres.connection.SqlName;
import java.util.List;

/** What kind of values a type has. A domain is the type that it is over. */
public sealed interface PostgresType {

  /** In {@code pg_type}. */
  long oid();

  /**
   * A type whose values have no parts, an enum or a range among them; or one that the catalog does
   * not know any more.
   */
  record Scalar(long oid) implements PostgresType {}

  /**
   * An array of any number of dimensions.
   *
   * @param delimiter between elements in text form; a comma but for {@code box}
   */
  record Array(long oid, PostgresType element, char delimiter) implements PostgresType {}

  /** {@code int2vector} or {@code oidvector}: an array whose text form has spaces alone. */
  record Vector(long oid, PostgresType element) implements PostgresType {}

  /** A row type. */
  record Composite(long oid, List<Field> fields) implements PostgresType {
    public Composite {
      fields = List.copyOf(fields);
    }
  }

  /** A field of a {@link Composite}. */
  record Field(SqlName name, PostgresType type) {}

  /** Of the extension hstore: text to text or null. */
  record Hstore(long oid) implements PostgresType {}
}
