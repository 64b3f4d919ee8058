package dev.potoroo.postgres.source.wal.pgoutput;

import static dev.potoroo.postgres.source.wal.pgoutput.Layout.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.postgres.source.wal.change.ColumnValue.Null;
import dev.potoroo.postgres.source.wal.change.ColumnValue.Text;
import dev.potoroo.postgres.source.wal.change.ColumnValue.UnchangedToast;
import dev.potoroo.postgres.source.wal.change.Row;
import dev.potoroo.postgres.source.wal.change.UnreadableLogException;
import dev.potoroo.postgres.source.wal.pgoutput.PgOutputMessage.OldTuple;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postgresql.replication.LogSequenceNumber;

/** Each message of protocols 1 and 2, byte by byte. */
class PgOutputDecoderTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00.000001Z");

  private final PgOutputDecoder decoder = new PgOutputDecoder();

  @Test
  void decodesBegin() {
    ByteBuffer bytes =
        message(
            """
            'B'                        # Begin
            00 00 00 01 6b 37 48 a8    # final LSN: 1/6B3748A8
            00 03 03 c6 de 69 90 01    # commit time: microseconds since 2000-01-01
            00 00 02 e5                # transaction id: 741
            """);

    PgOutputMessage message = decoder.decode(bytes);

    assertThat(message).isEqualTo(new PgOutputMessage.Begin(lsn("1/6B3748A8"), NOON, 741));
  }

  @Test
  void decodesCommit() {
    ByteBuffer bytes =
        message(
            """
            'C'                        # Commit
            00                         # flags: unused
            00 00 00 01 6b 37 48 a8    # LSN of the commit
            00 00 00 01 6b 37 48 d8    # end LSN of the transaction
            00 03 03 c6 de 69 90 01    # commit time
            """);

    PgOutputMessage message = decoder.decode(bytes);

    assertThat(message)
        .isEqualTo(new PgOutputMessage.Commit(lsn("1/6B3748A8"), lsn("1/6B3748D8"), NOON));
  }

  @Test
  void decodesOrigin() {
    ByteBuffer bytes =
        message(
            """
            'O'                        # Origin
            00 00 00 00 00 00 00 10    # LSN of the commit at the origin
            'north' 00                 # its name
            """);

    assertThat(decoder.decode(bytes)).isEqualTo(new PgOutputMessage.Origin(lsn("0/10"), "north"));
  }

  @Test
  void decodesRelation() {
    ByteBuffer bytes =
        message(
            """
            'R'                        # Relation
            ff ff ff fe                # OID: unsigned
            'public' 00                # schema
            'bär' 00                   # table
            64                         # replica identity: d
            00 02                      # 2 columns
            01                         #   part of the key
            'id' 00                    #   name
            00 00 00 17                #   type: int4
            ff ff ff ff                #   modifier: none
            00                         #   not part of the key
            'amount' 00                #   name
            00 00 06 a4                #   type: numeric
            00 0a 00 06                #   modifier: (10,2)
            """);

    PgOutputMessage message = decoder.decode(bytes);

    assertThat(message)
        .isEqualTo(
            new PgOutputMessage.Relation(
                0,
                4_294_967_294L,
                "public",
                "bär",
                'd',
                List.of(
                    new PgOutputMessage.Relation.Column(true, "id", 23, -1),
                    new PgOutputMessage.Relation.Column(false, "amount", 1700, 655_366))));
  }

  @Test
  void decodesType() {
    ByteBuffer bytes =
        message(
            """
            'Y'                        # Type
            00 00 40 01                # OID
            'public' 00                # schema
            'mood' 00                  # name
            """);

    assertThat(decoder.decode(bytes))
        .isEqualTo(new PgOutputMessage.Type(0, 16_385, "public", "mood"));
  }

  @Test
  void decodesInsert() {
    ByteBuffer bytes =
        message(
            """
            'I'                        # Insert
            00 00 40 05                # table's OID
            'N'                        # a new tuple
            00 03                      # 3 columns
            't' 00 00 00 02            #   text of 2 bytes
            '42'
            'n'                        #   null
            't' 00 00 00 00            #   text of no bytes, which is not null
            """);

    PgOutputMessage message = decoder.decode(bytes);

    assertThat(message)
        .isEqualTo(
            new PgOutputMessage.Insert(
                0, 16_389, Row.of(new Text("42"), Null.INSTANCE, new Text(""))));
  }

  @Test
  void decodesAnUpdateWithoutARowBefore() {
    ByteBuffer bytes =
        message(
            """
            'U'                        # Update
            00 00 40 05                # table's OID
            'N'                        # a new tuple
            00 02                      # 2 columns
            't' 00 00 00 01            #   text of 1 byte
            '1'
            'u'                        #   an unchanged value that is stored out of line
            """);

    PgOutputMessage message = decoder.decode(bytes);

    assertThat(message)
        .isEqualTo(
            new PgOutputMessage.Update(
                0, 16_389, null, null, Row.of(new Text("1"), UnchangedToast.INSTANCE)));
  }

  @Test
  void decodesAnUpdateOfTheKey() {
    ByteBuffer bytes =
        message(
            """
            'U'                        # Update
            00 00 40 05                # table's OID
            'K'                        # the old key
            00 02                      # 2 columns
            't' 00 00 00 01            #   text of 1 byte
            '1'
            'n'                        #   not part of the key
            'N'                        # the new tuple
            00 02                      # 2 columns
            't' 00 00 00 01            #   text of 1 byte
            '2'
            'n'                        #   null
            """);

    PgOutputMessage message = decoder.decode(bytes);

    assertThat(message)
        .isEqualTo(
            new PgOutputMessage.Update(
                0,
                16_389,
                OldTuple.KEY,
                Row.of(new Text("1"), Null.INSTANCE),
                Row.of(new Text("2"), Null.INSTANCE)));
  }

  @Test
  void decodesADeleteWithItsWholeRow() {
    ByteBuffer bytes =
        message(
            """
            'D'                        # Delete
            00 00 40 05                # table's OID
            'O'                        # the old row: replica identity FULL
            00 01                      # 1 column
            't' 00 00 00 01            #   text of 1 byte
            '1'
            """);

    assertThat(decoder.decode(bytes))
        .isEqualTo(new PgOutputMessage.Delete(0, 16_389, OldTuple.WHOLE, Row.of(new Text("1"))));
  }

  @Test
  void decodesTruncate() {
    ByteBuffer bytes =
        message(
            """
            'T'                        # Truncate
            00 00 00 02                # 2 tables
            03                         # options: CASCADE and RESTART IDENTITY
            00 00 40 05                #   OID
            00 00 40 06                #   OID
            """);

    assertThat(decoder.decode(bytes))
        .isEqualTo(new PgOutputMessage.Truncate(0, true, true, List.of(16_389L, 16_390L)));
  }

  @Test
  void decodesMessage() {
    ByteBuffer bytes =
        message(
            """
            'M'                        # Message
            01                         # flags: transactional
            00 00 00 00 01 00 00 28    # LSN
            'potoroo' 00               # prefix
            00 00 00 02                # content of 2 bytes
            00 ff
            """);

    PgOutputMessage.Message message = (PgOutputMessage.Message) decoder.decode(bytes);

    assertThat(message.transactional()).isTrue();
    assertThat(message.lsn()).isEqualTo(lsn("0/1000028"));
    assertThat(message.prefix()).isEqualTo("potoroo");
    assertThat(message.content()).containsExactly(0x00, 0xff);
  }

  @Test
  void decodesAPieceOfATransactionInProgress() {
    ByteBuffer start =
        message(
            """
            'S'                        # Stream Start
            00 00 02 e5                # transaction id: 741
            01                         # its first piece
            """);
    ByteBuffer delete =
        message(
            """
            'D'                        # Delete
            00 00 02 e6                # id of the subtransaction: only within a stream
            00 00 40 05                # table's OID
            'K'                        # the old key
            00 01                      # 1 column
            't' 00 00 00 01            #   text of 1 byte
            '1'
            """);
    ByteBuffer stop = message("'E'  # Stream Stop");

    assertThat(decoder.decode(start)).isEqualTo(new PgOutputMessage.StreamStart(741, true));
    assertThat(decoder.decode(delete))
        .isEqualTo(new PgOutputMessage.Delete(742, 16_389, OldTuple.KEY, Row.of(new Text("1"))));
    assertThat(decoder.decode(stop)).isEqualTo(new PgOutputMessage.StreamStop());
  }

  @Test
  void decodesTheEndsOfATransactionInPieces() {
    ByteBuffer commit =
        message(
            """
            'c'                        # Stream Commit
            00 00 02 e5                # transaction id: 741
            00                         # flags: unused
            00 00 00 01 6b 37 48 a8    # LSN of the commit
            00 00 00 01 6b 37 48 d8    # end LSN of the transaction
            00 03 03 c6 de 69 90 01    # commit time
            """);
    ByteBuffer abort =
        message(
            """
            'A'                        # Stream Abort
            00 00 02 e5                # transaction id: 741
            00 00 02 e6                # id of the subtransaction: 742
            """);

    assertThat(decoder.decode(commit))
        .isEqualTo(
            new PgOutputMessage.StreamCommit(741, lsn("1/6B3748A8"), lsn("1/6B3748D8"), NOON));
    assertThat(decoder.decode(abort)).isEqualTo(new PgOutputMessage.StreamAbort(741, 742));
  }

  @Test
  void readsATimeBefore2000() {
    ByteBuffer bytes =
        message(
            """
            'B'                        # Begin
            00 00 00 00 00 00 00 01    # final LSN
            ff ff ff ff ff ff ff ff    # commit time: a microsecond before 2000
            00 00 00 03                # transaction id
            """);

    assertThat(((PgOutputMessage.Begin) decoder.decode(bytes)).commitTime())
        .isEqualTo(Instant.parse("1999-12-31T23:59:59.999999Z"));
  }

  @Test
  void leavesTheBufferAsItIsAndReadsOneThatShowsNoArray() {
    ByteBuffer readOnly = message("'A' 00 00 02 e5 00 00 02 e6").asReadOnlyBuffer();
    ByteBuffer part = message("00 00 'A' 00 00 02 e5 00 00 02 e6 ff").position(2).limit(11);

    assertThat(decoder.decode(readOnly)).isEqualTo(new PgOutputMessage.StreamAbort(741, 742));
    assertThat(decoder.decode(part)).isEqualTo(new PgOutputMessage.StreamAbort(741, 742));
    assertThat(readOnly.remaining()).isEqualTo(9);
    assertThat(part.remaining()).isEqualTo(9);
  }

  @Test
  void refusesAMessageCutShortAndSaysWhere() {
    ByteBuffer bytes =
        message(
            """
            'I'                        # Insert
            00 00 40 05                # table's OID
            'N'                        # a new tuple
            00 01                      # 1 column
            't' 7f ff ff ff            #   text of 2^31-1 bytes
            '42'                       #   of which two are there
            """);

    assertRefused(
        bytes,
        "pgoutput, message 'I' of 15 bytes: expected a column's value of 2147483647 bytes at byte"
            + " 13, got 2 bytes");
  }

  @Test
  void refusesBytesAfterTheEnd() {
    assertRefused(
        message("'E' 00"),
        "pgoutput, message 'E' of 2 bytes: expected no end of a stream, for none has started");
    assertRefused(
        message("'A' 00 00 02 e5 00 00 02 e6 00"),
        "pgoutput, message 'A' of 10 bytes: expected the end after 9 bytes, got 1 bytes more");
  }

  @Test
  void refusesWhatIsOfALaterProtocolOrNoMessageAtAll() {
    assertRefused(
        message("'b' 00"),
        "pgoutput, message 'b' of 2 bytes: expected a message of protocol version 1 or 2");
    assertRefused(
        message("00"),
        "pgoutput, message 0x00 of 1 bytes: expected a message of protocol version 1 or 2");
    assertRefused(message(""), "pgoutput: expected a message, got one of no bytes");
  }

  @Test
  void refusesABinaryColumn() {
    assertRefused(
        message("'I' 00 00 40 05 4e 00 01 62 00 00 00 00"),
        "pgoutput, message 'I' of 13 bytes: expected a column in text form, got a binary one; the"
            + " option is binary 'off'");
  }

  private void assertRefused(ByteBuffer bytes, String text) {
    assertThatThrownBy(() -> decoder.decode(bytes))
        .isInstanceOf(UnreadableLogException.class)
        .hasMessage(text);
  }

  private static LogSequenceNumber lsn(String text) {
    return LogSequenceNumber.valueOf(text);
  }
}
