package dev.potoroo.postgres.source.wal.pgoutput;

import dev.potoroo.postgres.source.wal.change.ColumnValue;
import dev.potoroo.postgres.source.wal.change.ColumnValue.Null;
import dev.potoroo.postgres.source.wal.change.ColumnValue.UnchangedToast;
import dev.potoroo.postgres.source.wal.change.Row;
import dev.potoroo.postgres.source.wal.change.UnreadableLogException;
import dev.potoroo.postgres.source.wal.pgoutput.PgOutputMessage.Begin;
import dev.potoroo.postgres.source.wal.pgoutput.PgOutputMessage.Commit;
import dev.potoroo.postgres.source.wal.pgoutput.PgOutputMessage.Delete;
import dev.potoroo.postgres.source.wal.pgoutput.PgOutputMessage.Insert;
import dev.potoroo.postgres.source.wal.pgoutput.PgOutputMessage.Message;
import dev.potoroo.postgres.source.wal.pgoutput.PgOutputMessage.OldTuple;
import dev.potoroo.postgres.source.wal.pgoutput.PgOutputMessage.Origin;
import dev.potoroo.postgres.source.wal.pgoutput.PgOutputMessage.Relation;
import dev.potoroo.postgres.source.wal.pgoutput.PgOutputMessage.StreamAbort;
import dev.potoroo.postgres.source.wal.pgoutput.PgOutputMessage.StreamCommit;
import dev.potoroo.postgres.source.wal.pgoutput.PgOutputMessage.StreamStart;
import dev.potoroo.postgres.source.wal.pgoutput.PgOutputMessage.StreamStop;
import dev.potoroo.postgres.source.wal.pgoutput.PgOutputMessage.Truncate;
import dev.potoroo.postgres.source.wal.pgoutput.PgOutputMessage.Update;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.replication.LogSequenceNumber;

/**
 * Turns the bytes of one message into a {@link PgOutputMessage}. It remembers whether it is between
 * a Stream Start and its Stop, where messages carry a transaction id that they else do not have.
 *
 * <p>Not thread-safe.
 */
final class PgOutputDecoder {
  /** A column of a Relation: flags, an empty name, type and modifier. */
  private static final int LEAST_RELATION_COLUMN = 1 + 1 + 4 + 4;

  private static final int FLAG_KEY = 1;
  private static final int FLAG_TRANSACTIONAL = 1;
  private static final int OPTION_CASCADE = 1;
  private static final int OPTION_RESTART_IDENTITY = 2;

  private boolean inStream;

  /**
   * @param bytes one whole message; left as they are, and not to be changed afterwards, for the
   *     values of rows are views of them
   * @throws UnreadableLogException for anything that is no message of protocol 1 or 2
   */
  PgOutputMessage decode(ByteBuffer bytes) {
    MessageReader in = new MessageReader(bytes);
    if (in.remaining() == 0) {
      throw new UnreadableLogException("pgoutput: expected a message, got one of no bytes");
    }
    char tag = in.byte1("a tag");
    try {
      PgOutputMessage message = decode(tag, in);
      in.requireEnd();
      return message;
    } catch (UnreadableLogException e) {
      throw new UnreadableLogException(
          "pgoutput, message %s of %d bytes: %s"
              .formatted(printable(tag), bytes.remaining(), e.getMessage()),
          e);
    }
  }

  private PgOutputMessage decode(char tag, MessageReader in) {
    return switch (tag) {
      case 'I' -> insert(in);
      case 'U' -> update(in);
      case 'D' -> delete(in);
      case 'B' -> new Begin(in.lsn("the final LSN"), in.time("the commit time"), xid(in));
      case 'C' -> commit(in);
      case 'R' -> relation(in);
      case 'Y' ->
          new PgOutputMessage.Type(
              streamedXid(in),
              in.unsigned32("the type's OID"),
              in.string("the schema"),
              in.string("the type's name"));
      case 'T' -> truncate(in);
      case 'M' -> message(in);
      case 'O' -> new Origin(in.lsn("the commit LSN"), in.string("the origin's name"));
      case 'S' -> streamStart(in);
      case 'E' -> streamStop();
      case 'c' -> streamCommit(in);
      case 'A' -> new StreamAbort(xid(in), xid(in));
      default -> throw new UnreadableLogException("expected a message of protocol version 1 or 2");
    };
  }

  private Insert insert(MessageReader in) {
    long xid = streamedXid(in);
    long relation = relationId(in);
    requireTag('N', in.byte1("a tuple's kind"));
    return new Insert(xid, relation, tuple(in));
  }

  private Update update(MessageReader in) {
    long xid = streamedXid(in);
    long relation = relationId(in);
    char kind = in.byte1("a tuple's kind");
    if (kind == 'N') {
      return new Update(xid, relation, null, null, tuple(in));
    }
    OldTuple beforeKind = oldTuple(kind);
    Row before = tuple(in);
    requireTag('N', in.byte1("a tuple's kind"));
    return new Update(xid, relation, beforeKind, before, tuple(in));
  }

  private Delete delete(MessageReader in) {
    return new Delete(
        streamedXid(in), relationId(in), oldTuple(in.byte1("a tuple's kind")), tuple(in));
  }

  private static OldTuple oldTuple(char kind) {
    return switch (kind) {
      case 'K' -> OldTuple.KEY;
      case 'O' -> OldTuple.WHOLE;
      default ->
          throw new UnreadableLogException(
              "expected an old tuple, 'K' or 'O', got " + printable(kind));
    };
  }

  private static Row tuple(MessageReader in) {
    int count = in.int16("a number of columns");
    in.requireRoomFor(count, 1, "columns");
    ColumnValue[] values = new ColumnValue[count];
    for (int i = 0; i < count; i++) {
      values[i] = value(in);
    }
    return Row.of(values);
  }

  private static ColumnValue value(MessageReader in) {
    char kind = in.byte1("a column's kind");
    return switch (kind) {
      case 't' -> in.text("a column's value");
      case 'n' -> Null.INSTANCE;
      case 'u' -> UnchangedToast.INSTANCE;
      case 'b' ->
          throw new UnreadableLogException(
              "expected a column in text form, got a binary one; the option is binary 'off'");
      default ->
          throw new UnreadableLogException(
              "expected a column's kind, one of 't', 'n' and 'u', got " + printable(kind));
    };
  }

  private static Commit commit(MessageReader in) {
    in.int8("flags");
    return new Commit(in.lsn("the commit LSN"), in.lsn("the end LSN"), in.time("the commit time"));
  }

  private Relation relation(MessageReader in) {
    long xid = streamedXid(in);
    long id = relationId(in);
    String namespace = in.string("the schema");
    String name = in.string("the table's name");
    char replicaIdentity = in.byte1("the replica identity");
    int count = in.int16("a number of columns");
    in.requireRoomFor(count, LEAST_RELATION_COLUMN, "columns");
    List<Relation.Column> columns = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      columns.add(
          new Relation.Column(
              (in.int8("a column's flags") & FLAG_KEY) != 0,
              in.string("a column's name"),
              in.unsigned32("a column's type"),
              in.int32("a column's type modifier")));
    }
    return new Relation(xid, id, namespace, name, replicaIdentity, columns);
  }

  private Truncate truncate(MessageReader in) {
    long xid = streamedXid(in);
    int count = in.int32("a number of tables");
    int options = in.int8("options");
    in.requireRoomFor(count, 4, "tables");
    List<Long> relations = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      relations.add(relationId(in));
    }
    return new Truncate(
        xid, (options & OPTION_CASCADE) != 0, (options & OPTION_RESTART_IDENTITY) != 0, relations);
  }

  private Message message(MessageReader in) {
    long xid = streamedXid(in);
    boolean transactional = (in.int8("flags") & FLAG_TRANSACTIONAL) != 0;
    LogSequenceNumber lsn = in.lsn("the message's LSN");
    return new Message(xid, transactional, lsn, in.string("a prefix"), in.bytes("the content"));
  }

  private StreamStart streamStart(MessageReader in) {
    if (inStream) {
      throw new UnreadableLogException("expected the stream's end before another one starts");
    }
    StreamStart message = new StreamStart(xid(in), in.int8("the first-piece mark") == 1);
    inStream = true;
    return message;
  }

  private StreamStop streamStop() {
    if (!inStream) {
      throw new UnreadableLogException("expected no end of a stream, for none has started");
    }
    inStream = false;
    return new StreamStop();
  }

  private static StreamCommit streamCommit(MessageReader in) {
    long xid = xid(in);
    Commit commit = commit(in);
    return new StreamCommit(xid, commit.commitLsn(), commit.endLsn(), commit.commitTime());
  }

  private long streamedXid(MessageReader in) {
    return inStream ? xid(in) : 0;
  }

  private static long xid(MessageReader in) {
    return in.unsigned32("a transaction id");
  }

  private static long relationId(MessageReader in) {
    return in.unsigned32("a table's OID");
  }

  private static void requireTag(char expected, char got) {
    if (got != expected) {
      throw new UnreadableLogException(
          "expected a new tuple, %s, got %s".formatted(printable(expected), printable(got)));
    }
  }

  private static String printable(char tag) {
    return tag > ' ' && tag < 0x7f ? "'" + tag + "'" : "0x%02x".formatted((int) tag);
  }
}
