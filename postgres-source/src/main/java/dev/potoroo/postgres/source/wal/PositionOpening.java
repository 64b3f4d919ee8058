package dev.potoroo.postgres.source.wal;

import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.source.capture.CapturedTable;
import dev.potoroo.postgres.source.capture.TableCatalog;
import dev.potoroo.postgres.source.wal.position.LogPosition;
import dev.potoroo.postgres.source.wal.position.PositionStore;
import dev.potoroo.postgres.source.wal.position.StreamPosition;
import dev.potoroo.postgres.source.wal.slot.SlotStart;
import java.io.IOException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Comes to the position that a capture begins with: what is stored, with the server and the tables
 * as they are now. Stores nothing of it.
 */
final class PositionOpening {
  private static final int INCARNATION_BYTES = 6;
  private static final int ADDED_BYTES = 3;

  private final Connection work;
  private final PositionStore store;
  private final LeftOutTables leftOut;

  PositionOpening(Connection work, PositionStore store, LeftOutTables leftOut) {
    this.work = work;
    this.store = store;
    this.leftOut = leftOut;
  }

  /**
   * Where a capture begins.
   *
   * @param position to be stored before anything is sent
   * @param known the streams that were stored before
   * @param anew tables whose streams could not go on: new ones begin with the rows as they are now
   */
  record Begin(LogPosition position, Set<String> known, Set<Long> anew) {}

  /**
   * @param tables that are asked for
   * @param added those that were not published before
   * @throws RefusedByPostgresException when a stream has missed changes, and is not to begin anew
   */
  Begin open(SlotStart start, List<CapturedTable> tables, Set<Long> added)
      throws SQLException, IOException, RefusedByPostgresException {
    Optional<LogPosition> stored = start.fresh() ? Optional.empty() : store.load();
    String incarnation = stored.map(LogPosition::incarnation).orElseGet(PositionOpening::random);
    List<StreamPosition> before =
        stored.map(LogPosition::streams).orElse(List.of()).stream()
            .filter(stream -> !(stream.isUntouched() && added.contains(stream.tableOid())))
            .toList();
    Set<Long> dropped = dropped(before);
    String suffix = stored.isPresent() ? added(incarnation) : incarnation;
    StreamPlan plan = new StreamPlan(work.getCatalog(), suffix, before, dropped);
    List<StreamPosition> missed = plan.missed(tables);
    leftOut.end(missed, start.base());
    List<StreamPosition> streams = new ArrayList<>();
    for (StreamPosition stream : plan.without(missed).streams(tables)) {
      boolean wanted = tables.stream().anyMatch(table -> table.oid() == stream.tableOid());
      boolean gone = dropped.contains(stream.tableOid());
      streams.add(wanted || gone ? stream : leftOut.leaveOut(stream, start.base()));
    }
    return new Begin(
        new LogPosition(
            incarnation,
            start.server().systemIdentifier(),
            start.server().timeline(),
            start.base(),
            stored.map(LogPosition::baseTime).orElse(null),
            streams),
        before.stream().map(StreamPosition::name).collect(Collectors.toUnmodifiableSet()),
        tables.stream()
            .filter(table -> !plan.missed(List.of(table)).isEmpty())
            .map(CapturedTable::oid)
            .collect(Collectors.toUnmodifiableSet()));
  }

  private Set<Long> dropped(List<StreamPosition> streams) throws SQLException {
    TableCatalog catalog = new TableCatalog(work);
    Set<Long> dropped = new HashSet<>();
    for (StreamPosition stream : streams) {
      if (catalog.nameOf(stream.tableOid()).isEmpty()) {
        dropped.add(stream.tableOid());
      }
    }
    return dropped;
  }

  /** A new incarnation. */
  static String random() {
    return random(INCARNATION_BYTES);
  }

  /** The suffix of a stream that begins when others of that incarnation are there. */
  static String added(String incarnation) {
    return incarnation + "-" + random(ADDED_BYTES);
  }

  private static String random(int length) {
    byte[] bytes = new byte[length];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
