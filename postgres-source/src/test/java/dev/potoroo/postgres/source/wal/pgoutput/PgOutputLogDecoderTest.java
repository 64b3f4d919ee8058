package dev.potoroo.postgres.source.wal.pgoutput;

import static dev.potoroo.postgres.source.wal.pgoutput.Layout.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.postgres.source.wal.change.ColumnValue.Absent;
import dev.potoroo.postgres.source.wal.change.ColumnValue.Text;
import dev.potoroo.postgres.source.wal.change.ColumnValue.UnchangedToast;
import dev.potoroo.postgres.source.wal.change.Delete;
import dev.potoroo.postgres.source.wal.change.Insert;
import dev.potoroo.postgres.source.wal.change.LogEvent;
import dev.potoroo.postgres.source.wal.change.Row;
import dev.potoroo.postgres.source.wal.change.Schema;
import dev.potoroo.postgres.source.wal.change.StreamAbort;
import dev.potoroo.postgres.source.wal.change.StreamStart;
import dev.potoroo.postgres.source.wal.change.StreamStop;
import dev.potoroo.postgres.source.wal.change.Table;
import dev.potoroo.postgres.source.wal.change.UnreadableLogException;
import dev.potoroo.postgres.source.wal.change.Update;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postgresql.replication.LogSequenceNumber;

/** What a sequence of messages means. */
class PgOutputLogDecoderTest {
  private static final LogSequenceNumber LSN = LogSequenceNumber.valueOf("0/10");

  /** Table 16389, public.t (id int4 key, body text), replica identity default. */
  private static final String RELATION =
      "'R' %s 00 00 40 05 'public' 00 't' 00 'd' 00 02"
          + " 01 'id' 00 00 00 00 17 ff ff ff ff"
          + " 00 'body' 00 00 00 00 19 ff ff ff ff";

  /** The same with one column more. */
  private static final String CHANGED_RELATION =
      RELATION.replace("00 02 ", "00 03 ") + " 00 'at' 00 00 00 04 a0 ff ff ff ff";

  private final PgOutputDecoder decoder = new PgOutputDecoder();
  private final PgOutputTranslator translator = new PgOutputTranslator();

  @Test
  void namesATableOnceUntilItChanges() {
    List<LogEvent> events =
        events(RELATION.formatted(""), RELATION.formatted(""), CHANGED_RELATION.formatted(""));

    assertThat(events).hasSize(2).allMatch(Schema.class::isInstance);
    assertThat(((Schema) events.get(0)).table().name()).hasToString("public.t");
    assertThat(((Schema) events.get(1)).table().columns()).hasSize(3);
  }

  @Test
  void tellsColumnsThatAreNotPartOfAKeyFromNulls() {
    List<LogEvent> events =
        events(RELATION.formatted(""), "'D' 00 00 40 05 'K' 00 02 't' 00 00 00 01 '1' 'n'");

    assertThat(((Delete) events.get(1)).before()).isEqualTo(Row.of(new Text("1"), Absent.INSTANCE));
    assertThat(((Delete) events.get(1)).lsn()).isEqualTo(LSN);
  }

  @Test
  void takesWhatHasNotChangedFromTheRowBeforeWhereThatHasIt() {
    List<LogEvent> events =
        events(
            RELATION.formatted(""),
            "'U' 00 00 40 05 'O' 00 02 't' 00 00 00 01 '1' 't' 00 00 00 02 'xy'"
                + " 'N' 00 02 't' 00 00 00 01 '2' 'u'",
            "'U' 00 00 40 05 'N' 00 02 't' 00 00 00 01 '2' 'u'");

    assertThat(((Update) events.get(1)).after()).isEqualTo(Row.of(new Text("2"), new Text("xy")));
    assertThat(((Update) events.get(2)).after())
        .isEqualTo(Row.of(new Text("2"), UnchangedToast.INSTANCE));
  }

  @Test
  void forgetsWhatATransactionThatIsRolledBackSaidOfATable() {
    String insert = "'I' %s 00 00 40 05 'N' 00 %s 't' 00 00 00 01 '1' 'n' %s";
    List<LogEvent> events =
        events(
            RELATION.formatted(""),
            "'S' 00 00 02 e5 01",
            CHANGED_RELATION.formatted("00 00 02 e5"),
            insert.formatted("00 00 02 e5", "03", "'n'"),
            "'E'",
            insert.formatted("", "02", ""),
            "'A' 00 00 02 e5 00 00 02 e5",
            insert.formatted("", "02", ""));

    assertThat(events)
        .extracting(Object::getClass)
        .isEqualTo(
            List.of(
                Schema.class,
                StreamStart.class,
                Schema.class,
                Insert.class,
                StreamStop.class,
                Insert.class,
                StreamAbort.class,
                Insert.class));
    Table changed = ((Schema) events.get(2)).table();
    assertThat(((Insert) events.get(3)).table()).isEqualTo(changed);
    assertThat(((Insert) events.get(3)).subXid()).isEqualTo(741);
    assertThat(((Insert) events.get(5)).table()).isNotEqualTo(changed);
    assertThat(((Insert) events.get(7)).table()).isNotEqualTo(changed);
  }

  @Test
  void keepsWhatACommittedTransactionSaidOfATable() {
    events(
        "'S' 00 00 02 e5 01",
        RELATION.formatted("00 00 02 e5"),
        "'E'",
        "'c' 00 00 02 e5 00 00 00 00 00 00 00 00 20 00 00 00 00 00 00 00 30 00 00 00 00 00 00 00"
            + " 00");

    assertThat(events("'I' 00 00 40 05 'N' 00 02 'n' 'n'")).hasSize(1);
  }

  @Test
  void refusesAChangeOfATableThatWasNotDescribed() {
    assertThatThrownBy(() -> events("'I' 00 00 40 05 'N' 00 00"))
        .isInstanceOf(UnreadableLogException.class)
        .hasMessage("pgoutput at 0/10: expected the shape of table 16389 before its first change");
  }

  @Test
  void refusesATupleThatIsNotOfTheTablesShape() {
    assertThatThrownBy(() -> events(RELATION.formatted(""), "'I' 00 00 40 05 'N' 00 01 'n'"))
        .isInstanceOf(UnreadableLogException.class)
        .hasMessage("pgoutput, table public.t: expected a tuple of 2 columns, got one of 1");
  }

  private List<LogEvent> events(String... messages) {
    List<LogEvent> events = new ArrayList<>();
    for (String message : messages) {
      translator.translate(decoder.decode(message(message)), LSN).ifPresent(events::add);
    }
    return events;
  }
}
