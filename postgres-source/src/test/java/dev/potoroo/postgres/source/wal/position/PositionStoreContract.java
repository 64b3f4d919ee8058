package dev.potoroo.postgres.source.wal.position;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.protocol.PointOfReference;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postgresql.replication.LogSequenceNumber;

/** What every store of positions promises. */
abstract class PositionStoreContract {

  /** A store as a process that has just started opens it. */
  abstract PositionStore open() throws Exception;

  @Test
  void isEmptyAtFirst() throws Exception {
    assertThat(open().load()).isEmpty();
    assertThat(open().gaps()).isEmpty();
  }

  @Test
  void keepsWhatIsSaved() throws Exception {
    LogPosition position = position("a", "0/100", stream("x", 3, 5), stream("y", 0, -1));

    open().save(position);

    assertThat(open().load()).contains(position);
  }

  @Test
  void neverGoesBack() throws Exception {
    open().save(position("a", "0/200", stream("x", 9, 12), stream("y", 0, -1)));
    PositionStore store = open();

    store.save(position("a", "0/100", stream("x", 3, 5), stream("y", 2, 2)));

    assertThat(open().load())
        .contains(position("a", "0/200", stream("x", 9, 12), stream("y", 2, 2)));
  }

  @Test
  void forgetsAStreamThatIsNotNamed() throws Exception {
    PositionStore store = open();
    store.save(position("a", "0/100", stream("x", 3, 5), stream("y", 1, 1)));

    store.save(position("a", "0/200", stream("x", 4, 6)));

    assertThat(open().load()).contains(position("a", "0/200", stream("x", 4, 6)));
  }

  @Test
  void keepsTheTimeOfTheFurthestBase() throws Exception {
    PositionStore store = open();
    Instant time = Instant.parse("2026-11-21T14:00:00.123456Z");
    LogPosition dated = position("a", "0/200", stream("x", 3, 5)).at(time);

    store.save(dated);
    store.save(position("a", "0/100", stream("x", 3, 5)).at(time.minusSeconds(1)));

    assertThat(open().load()).contains(dated);
  }

  @Test
  void knowsSinceWhenATableIsLeftOut() throws Exception {
    PositionStore store = open();
    store.save(position("a", "0/100", stream("x", 3, 5), stream("y", 1, 1)));
    StreamPosition leftOut = stream("y", 1, 1).leftOutAt(LogSequenceNumber.valueOf("0/100"));
    StreamPosition passedOver =
        new StreamPosition(
            "y",
            leftOut.tableOid(),
            leftOut.table(),
            4,
            leftOut.acknowledged(),
            new LeftOut(LogSequenceNumber.valueOf("0/100"), 1));

    store.save(position("a", "0/100", stream("x", 3, 5), leftOut));
    store.save(position("a", "0/200", stream("x", 3, 5), passedOver));

    assertThat(passedOver.passedOver()).isEqualTo(3);
    assertThat(open().load()).contains(position("a", "0/200", stream("x", 3, 5), passedOver));
    store.save(position("a", "0/200", stream("x", 3, 5), stream("y", 4, 1)));
    assertThat(open().load())
        .contains(position("a", "0/200", stream("x", 3, 5), stream("y", 4, 1)));
  }

  @Test
  void replacesAnotherIncarnation() throws Exception {
    open().save(position("a", "0/200", stream("x", 9, 12)));

    open().save(position("b", "0/100", stream("z", 0, -1)));

    assertThat(open().load()).contains(position("b", "0/100", stream("z", 0, -1)));
  }

  @Test
  void keepsGapsAndRefinesTheLast() throws Exception {
    PositionStore store = open();
    store.save(position("a", "0/100", stream("x", 3, 5)));
    LogGap first = gap("0/100", "0/180", "dropped");
    LogGap refined = gap("0/100", "0/1C0", "dropped");

    store.recordGap(first);
    store.recordGap(refined);

    assertThat(open().gaps()).containsExactly(refined);
    assertThat(open().load()).contains(position("a", "0/100", stream("x", 3, 5)));
  }

  @Test
  void keepsTheGapsOfTablesApart() throws Exception {
    PositionStore store = open();
    store.save(position("a", "0/100", stream("x", 3, 5)));
    LogGap all = gap("0/100", "0/180", "dropped");
    LogGap one =
        new LogGap(stream("x", 0, 0).table(), all.from(), all.to(), "left out", all.recordedAt());

    store.recordGap(all);
    store.recordGap(one);

    assertThat(open().gaps()).containsExactly(all, one);
  }

  @Test
  void forgetsAllWhenAsked() throws Exception {
    PositionStore store = open();
    store.save(position("a", "0/100", stream("x", 3, 5)));
    store.recordGap(gap("0/100", "0/180", "dropped"));

    store.delete();
    store.delete();

    assertThat(store.load()).isEmpty();
    assertThat(open().load()).isEmpty();
    assertThat(open().gaps()).isEmpty();
  }

  /** Of a system identifier that is negative as a long. */
  static LogPosition position(String incarnation, String base, StreamPosition... streams) {
    return new LogPosition(incarnation, -7, 3, LogSequenceNumber.valueOf(base), List.of(streams));
  }

  static StreamPosition stream(String name, long baseId, long acknowledged) {
    return new StreamPosition(
        name,
        4_000_000_000L,
        QualifiedName.parse("\"Odd \"\"Schema\".\"ta.ble\""),
        baseId,
        new PointOfReference(acknowledged));
  }

  private static LogGap gap(String from, String to, String reason) {
    return new LogGap(
        LogSequenceNumber.valueOf(from),
        LogSequenceNumber.valueOf(to),
        reason,
        Instant.parse("2026-11-21T14:00:00.123456Z"));
  }
}
