package dev.potoroo.postgres.source.wal;

import dev.potoroo.postgres.source.capture.CapturedTable;
import dev.potoroo.postgres.source.wal.position.StreamPosition;
import dev.potoroo.protocol.PointOfReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which stream a table has: the stored one of that table under whatever name, or of the one whose
 * place it took, as after a drop and create; else a new one.
 */
final class StreamPlan {
  private final String database;
  private final String suffix;
  private final List<StreamPosition> stored;
  private final Set<Long> dropped;

  /**
   * @param suffix what the names of new streams end in; no stream had it before, for the
   *     application remembers how far each was sent
   * @param dropped the oids of those stored tables that there are no longer
   */
  StreamPlan(String database, String suffix, List<StreamPosition> stored, Set<Long> dropped) {
    this.database = database;
    this.suffix = suffix;
    this.stored = List.copyOf(stored);
    this.dropped = Set.copyOf(dropped);
  }

  /** The stored streams of wanted tables that cannot go on: changes of them were passed over. */
  List<StreamPosition> missed(List<CapturedTable> wanted) {
    return wanted.stream()
        .flatMap(table -> storedOf(table).stream())
        .filter(stream -> stream.passedOver() > 0)
        .toList();
  }

  /** The same, as if these streams were not stored. */
  StreamPlan without(List<StreamPosition> streams) {
    return new StreamPlan(
        database,
        suffix,
        stored.stream().filter(stream -> !streams.contains(stream)).toList(),
        dropped);
  }

  /**
   * All streams: those of the wanted tables in their order, then those that are stored and not
   * wanted.
   */
  List<StreamPosition> streams(List<CapturedTable> wanted) {
    List<StreamPosition> streams = new ArrayList<>();
    wanted.forEach(table -> streams.add(streamOf(table)));
    List<String> taken = streams.stream().map(StreamPosition::name).toList();
    stored.stream().filter(stream -> !taken.contains(stream.name())).forEach(streams::add);
    return streams;
  }

  private StreamPosition streamOf(CapturedTable table) {
    return storedOf(table)
        .map(stream -> moved(stream, table))
        .orElseGet(
            () ->
                new StreamPosition(
                    newName(table), table.oid(), table.name(), 0, PointOfReference.NEVER));
  }

  private Optional<StreamPosition> storedOf(CapturedTable table) {
    return stored.stream()
        .filter(stream -> stream.tableOid() == table.oid())
        .findFirst()
        .or(() -> stored.stream().filter(stream -> hasGivenWayTo(stream, table)).findFirst());
  }

  private boolean hasGivenWayTo(StreamPosition stream, CapturedTable table) {
    return stream.table().equals(table.name()) && dropped.contains(stream.tableOid());
  }

  private static StreamPosition moved(StreamPosition stream, CapturedTable table) {
    return new StreamPosition(
        stream.name(), table.oid(), table.name(), stream.baseId(), stream.acknowledged());
  }

  private String newName(CapturedTable table) {
    return "%s.%s/wal/%s".formatted(database, table.name(), suffix);
  }
}
