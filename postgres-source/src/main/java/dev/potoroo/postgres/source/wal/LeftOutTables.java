package dev.potoroo.postgres.source.wal;

import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.source.wal.position.LeftOut;
import dev.potoroo.postgres.source.wal.position.LogGap;
import dev.potoroo.postgres.source.wal.position.PositionStore;
import dev.potoroo.postgres.source.wal.position.StreamPosition;
import dev.potoroo.postgres.source.wal.slot.OnLostSlot;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.postgresql.replication.LogSequenceNumber;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tables that {@code --table} does not name at one start, and names again at a later one. The log
 * has moved on in between, and what it said of them was passed over: their streams cannot go on as
 * if nothing were missing.
 */
final class LeftOutTables {
  private static final Logger LOG = LoggerFactory.getLogger(LeftOutTables.class);

  private final PositionStore store;
  private final OnLostSlot onLost;
  private final Clock clock;

  /**
   * @param clock for the record of a gap
   */
  LeftOutTables(PositionStore store, OnLostSlot onLost, Clock clock) {
    this.store = store;
    this.onLost = onLost;
    this.clock = clock;
  }

  /** Warns where a stream is left out from now on. */
  StreamPosition leaveOut(StreamPosition stream, LogSequenceNumber base) {
    LeftOut since = stream.leftOut();
    if (since == null) {
      LOG.warn(
          "table {} is left out of --table: what is written to it after {} is not sent; name it again before that, or take its capture away with \"postgres-source uninstall --table {}\"",
          stream.table(),
          base.asString(),
          stream.table());
    } else {
      LOG.info("table {} is left out since {}", stream.table(), since.base().asString());
    }
    return stream.leftOutAt(base);
  }

  /**
   * For streams that are asked for again and have missed changes. Returns when new streams are to
   * begin in their place; the gaps are recorded by then.
   *
   * @param base up to where they have missed them
   * @throws RefusedByPostgresException when they are not, with each gap in numbers
   */
  void end(List<StreamPosition> missed, LogSequenceNumber base)
      throws SQLException, IOException, RefusedByPostgresException {
    if (!missed.isEmpty() && onLost == OnLostSlot.FAIL) {
      throw new RefusedByPostgresException(
          missed.stream()
                  .map(stream -> describe(gap(stream, base)))
                  .collect(Collectors.joining("; "))
              + ". To begin new streams of these tables with the rows as they are now, start once with --on-lost-slot snapshot; to begin with what is written from now on, run \"postgres-source uninstall\" with --table %s, and start with --snapshot never"
                  .formatted(names(missed)),
          List.of());
    }
    for (StreamPosition stream : missed) {
      LogGap gap = gap(stream, base);
      LOG.warn("{}: beginning a new stream with a snapshot", describe(gap));
      store.recordGap(gap);
    }
  }

  private LogGap gap(StreamPosition stream, LogSequenceNumber base) {
    LeftOut since = Objects.requireNonNull(stream.leftOut());
    String reason =
        "it was left out of --table, and %d changes of it, messages %d to %d of stream %s, were passed over"
            .formatted(stream.passedOver(), since.lastId() + 1, stream.baseId(), stream.name());
    return new LogGap(stream.table(), since.base(), base, reason, clock.instant());
  }

  private static String describe(LogGap gap) {
    return "table %s: %s, in %s".formatted(gap.table(), gap.reason(), gap);
  }

  private static String names(List<StreamPosition> streams) {
    List<String> names = new ArrayList<>();
    streams.stream().map(StreamPosition::table).map(QualifiedName::toString).forEach(names::add);
    return String.join(",", names);
  }
}
