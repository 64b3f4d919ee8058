package dev.potoroo.postgres.source.wal;

import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.source.capture.CapturedTable;
import dev.potoroo.postgres.source.wal.position.StreamPosition;
import dev.potoroo.protocol.PointOfReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Which stream a table has: the stored one of that table under whatever name, or of the one whose
 * place it took, as after a drop and create; else a new one.
 */
final class StreamPlan {
  private final String database;
  private final String incarnation;
  private final List<StreamPosition> stored;
  private final Set<Long> dropped;

  /**
   * @param stored under that incarnation
   * @param dropped the oids of those stored tables that there are no longer
   */
  StreamPlan(String database, String incarnation, List<StreamPosition> stored, Set<Long> dropped) {
    this.database = database;
    this.incarnation = incarnation;
    this.stored = List.copyOf(stored);
    this.dropped = Set.copyOf(dropped);
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
    return stored.stream()
        .filter(stream -> stream.tableOid() == table.oid())
        .findFirst()
        .or(() -> stored.stream().filter(stream -> hasGivenWayTo(stream, table)).findFirst())
        .map(stream -> moved(stream, table))
        .orElseGet(
            () ->
                new StreamPosition(
                    newName(table), table.oid(), table.name(), 0, PointOfReference.NEVER));
  }

  private boolean hasGivenWayTo(StreamPosition stream, CapturedTable table) {
    return stream.table().equals(table.name()) && dropped.contains(stream.tableOid());
  }

  private static StreamPosition moved(StreamPosition stream, CapturedTable table) {
    return new StreamPosition(
        stream.name(), table.oid(), table.name(), stream.baseId(), stream.acknowledged());
  }

  /** A table that was renamed since has kept its stream, and with it the name. */
  private String newName(CapturedTable table) {
    String name = name(table.name(), incarnation);
    return stored.stream().anyMatch(stream -> stream.name().equals(name))
        ? name(table.name(), incarnation + "-" + table.oid())
        : name;
  }

  private String name(QualifiedName table, String suffix) {
    return "%s.%s/wal/%s".formatted(database, table, suffix);
  }
}
