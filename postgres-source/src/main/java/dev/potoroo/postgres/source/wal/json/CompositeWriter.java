package dev.potoroo.postgres.source.wal.json;

import dev.potoroo.postgres.source.wal.catalog.LogCatalog;
import dev.potoroo.postgres.source.wal.catalog.PostgresType.Composite;
import dev.potoroo.postgres.source.wal.catalog.PostgresType.Field;
import java.sql.SQLException;
import java.util.List;

/**
 * Composite values as objects.
 *
 * <p>The log does not tell when an attribute was added to the type, or dropped. Where a value has
 * another number of fields than are known, they are asked for anew; where the catalog is past that
 * place of the log, so that the fields cannot be named, the value is a string, its text form.
 */
final class CompositeWriter implements ValueWriter {
  private final LogCatalog catalog;
  private final long oid;
  private final CompositeText fields = new CompositeText();
  private List<Member> members;

  CompositeWriter(Composite type, LogCatalog catalog) {
    this.catalog = catalog;
    this.oid = type.oid();
    this.members = members(type);
  }

  @Override
  public void write(byte[] text, int offset, int length, JsonBuffer out) throws SQLException {
    int start = out.length();
    if (wrote(text, offset, length, out)) {
      return;
    }
    out.truncate(start);
    if (catalog.typeAsOfNow(oid) instanceof Composite current) {
      members = members(current);
      if (wrote(text, offset, length, out)) {
        return;
      }
      out.truncate(start);
    }
    out.appendString(text, offset, length);
  }

  /**
   * @return whether the value has as many fields as are known
   */
  private boolean wrote(byte[] text, int offset, int length, JsonBuffer out) throws SQLException {
    fields.open(text, offset, length);
    boolean more = !members.isEmpty();
    out.append('{');
    for (Member member : members) {
      if (!more) {
        return false;
      }
      more = fields.next();
      out.append(member.prefix());
      if (fields.isNull()) {
        out.appendNull();
      } else {
        member.writer().write(fields.bytes(), 0, fields.length(), out);
      }
    }
    out.append('}');
    return !more;
  }

  private List<Member> members(Composite type) {
    Member[] made = new Member[type.fields().size()];
    for (int i = 0; i < made.length; i++) {
      Field field = type.fields().get(i);
      made[i] = Member.of(field.name(), i == 0, ValueWriters.of(field.type(), catalog));
    }
    return List.of(made);
  }
}
