package dev.potoroo.postgres.source.wal;

import dev.potoroo.connector.RetryableException;
import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.source.capture.CaptureConfig;
import dev.potoroo.postgres.source.capture.CapturedTable;
import dev.potoroo.postgres.source.capture.Installation;
import dev.potoroo.postgres.source.capture.TableCatalog;
import dev.potoroo.postgres.source.outbox.OutboxEnd;
import dev.potoroo.postgres.source.wal.catalog.JdbcLogCatalog;
import dev.potoroo.postgres.source.wal.catalog.LogCatalog;
import dev.potoroo.postgres.source.wal.format.FormatSettings;
import dev.potoroo.postgres.source.wal.format.PayloadFormat;
import dev.potoroo.postgres.source.wal.position.LogPosition;
import dev.potoroo.postgres.source.wal.position.PositionStore;
import dev.potoroo.postgres.source.wal.position.StreamPosition;
import dev.potoroo.postgres.source.wal.slot.GeneratedColumns;
import dev.potoroo.postgres.source.wal.slot.PublicationPlan;
import dev.potoroo.postgres.source.wal.slot.SlotCatalog;
import dev.potoroo.postgres.source.wal.slot.SlotCreation;
import dev.potoroo.postgres.source.wal.slot.SlotName;
import dev.potoroo.postgres.source.wal.slot.SlotOpening;
import dev.potoroo.postgres.source.wal.slot.SlotStart;
import dev.potoroo.postgres.source.wal.slot.WalPlanner;
import dev.potoroo.postgres.source.wal.snapshot.Snapshot;
import dev.potoroo.postgres.source.wal.snapshot.SnapshotMode;
import dev.potoroo.postgres.source.wal.snapshot.SnapshotOpening;
import dev.potoroo.postgres.source.wal.snapshot.SnapshotTarget;
import dev.potoroo.postgres.source.wal.transaction.SpillDirectory;
import dev.potoroo.postgres.source.wal.transaction.StreamedTransactions;
import dev.potoroo.protocol.Printable;
import dev.potoroo.transport.LogField;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the capture of tables: sees to the publication, the slot and the stored position, in this
 * order, for a slot cannot read a publication that is younger than itself.
 */
final class CaptureOpening {
  private static final Logger LOG = LoggerFactory.getLogger(CaptureOpening.class);

  /** What a payload calls the connector that it comes from. */
  private static final String CONNECTOR = "potoroo";

  /** The first version with protocol 2 of pgoutput. */
  private static final int FIRST_WITH_STREAMING = 14;

  /** Where there is no heartbeat. */
  private static final Duration IDLE_INTERVAL = Duration.ofSeconds(10);

  private final CaptureConfig config;
  private final WalSettings settings;
  private final Connection work;
  private final SlotName slot;
  private final PositionStore store;
  private final PublicationPlan publication;
  private final LogCatalog types;

  /**
   * @param work that stays open as long as the capture
   */
  CaptureOpening(CaptureConfig config, WalSettings settings, Connection work) {
    this.config = config;
    this.settings = settings;
    this.work = work;
    this.slot = settings.slot().name();
    this.store = settings.slot().position(config.schema()).store(work, slot.value());
    this.publication =
        new PublicationPlan(
            work, config.schema(), settings.slot().publication(), config.operations());
    this.types = new JdbcLogCatalog(work);
  }

  LogCapture open()
      throws SQLException, IOException, RetryableException, RefusedByPostgresException {
    SlotOpening opening =
        new SlotOpening(config.connection(), work, settings.slot(), store, Clock.systemUTC());
    opening.lock();
    Set<Long> added = new HashSet<>();
    List<CapturedTable> tables = publish(added);
    LogPlugin plugin = plugin(tables);
    SlotStart start = opening.open(false);
    LeftOutTables leftOut = new LeftOutTables(store, settings.slot().onLost(), Clock.systemUTC());
    PositionOpening.Begin begin =
        new PositionOpening(work, store, leftOut).open(start, tables, added);
    LogPosition position = begin.position();
    List<TableStream> streams = streams(position, tables);
    SnapshotOpening snapshots =
        new SnapshotOpening(config.connection(), work, config.schema(), slot.value());
    Snapshot snapshot = snapshot(snapshots, start, begin, streams);
    PositionKeeper keeper = new PositionKeeper(store, position, streams, idleInterval());
    streams.forEach(stream -> keeper.raise(stream.name(), snapshot.lastId(stream.name())));
    // The slot is made, or the tables have changed: durable before anything is sent.
    keeper.store();
    return new LogCapture(
        limit -> run(keeper, streams, plugin, snapshot, limit),
        streams,
        keeper,
        new Heartbeat(work, settings.heartbeat()),
        new TableWatch(work, publication, tables),
        snapshot,
        settings.snapshot() == SnapshotMode.ONLY
            ? new CaptureRemoval(work, slot, store, snapshots)
            : null);
  }

  /** New streams are noted before their position is stored, so that none is left without rows. */
  private Snapshot snapshot(
      SnapshotOpening opening,
      SlotStart start,
      PositionOpening.Begin begin,
      List<TableStream> streams)
      throws SQLException {
    if (start.snapshot() != null) {
      // Of a slot that was made anew. The rows are read in one that stands for a later place.
      start.snapshot().close();
    }
    boolean all = settings.snapshot() != SnapshotMode.NEVER || start.snapshot() != null;
    boolean generatedColumns = generatedColumns().areLogged();
    List<SnapshotTarget> targets =
        streams.stream().flatMap(stream -> target(stream, generatedColumns).stream()).toList();
    opening.retain(streams.stream().map(TableStream::name).toList());
    opening.begin(
        targets.stream()
            .filter(target -> !begin.known().contains(target.stream()))
            .filter(target -> all || begin.anew().contains(target.tableOid()))
            .map(SnapshotTarget::stream)
            .toList());
    SlotCreation creation = new SlotCreation(config.connection(), work);
    return opening.open(
        targets, () -> creation.temporary(slot.temporary(), settings.slot().plugin()));
  }

  private static Optional<SnapshotTarget> target(TableStream stream, boolean generatedColumns) {
    return stream
        .messages()
        .map(
            messages ->
                new SnapshotTarget(stream.name(), stream.tableOid(), messages, generatedColumns));
  }

  private GeneratedColumns generatedColumns() {
    return new GeneratedColumns(work, config.schema(), settings.slot());
  }

  /**
   * @param added takes the tables that were not published before
   */
  private List<CapturedTable> publish(Set<Long> added)
      throws SQLException, RetryableException, RefusedByPostgresException {
    Installation installation =
        new Installation(
            work,
            config,
            new WalPlanner(
                work, config.schema(), settings.slot(), config.operations(), settings.snapshot()));
    OutboxEnd outbox = new OutboxEnd(work, config.schema());
    List<CapturedTable> tables = new ArrayList<>();
    for (QualifiedName table : config.tables()) {
      CapturedTable before = new TableCatalog(work).find(table);
      outbox.requireDrained(before);
      if (!publication.publishes(before)) {
        added.add(before.oid());
      }
      installation.require(table);
      CapturedTable found = new TableCatalog(work).find(table);
      generatedColumns().require(found, config.columns(), config.operations());
      tables.add(found);
    }
    return tables;
  }

  private List<TableStream> streams(LogPosition position, List<CapturedTable> tables) {
    List<TableStream> streams = new ArrayList<>();
    for (StreamPosition stored : position.streams()) {
      @Nullable TableMessages messages =
          tables.stream()
              .filter(table -> table.oid() == stored.tableOid())
              .findFirst()
              .map(this::messages)
              .orElse(null);
      streams.add(new TableStream(stored, messages));
      if (messages != null) {
        LogField.STREAM.during(
            Printable.of(stored.name()),
            () ->
                LOG.info(
                    "table {} is stream {}, acknowledged: {}",
                    stored.table(),
                    stored.name(),
                    stored.acknowledged()));
      }
    }
    return streams;
  }

  private TableMessages messages(CapturedTable table) {
    PayloadFormat format =
        settings
            .format()
            .create(
                new FormatSettings(
                    table.oid(),
                    config.connection().database(),
                    CONNECTOR,
                    config.columns(),
                    config.operations(),
                    types));
    return new TableMessages(table.name(), format, config.columns(), config.operations());
  }

  private LogRun run(
      PositionKeeper keeper,
      List<TableStream> streams,
      LogPlugin plugin,
      Snapshot snapshot,
      @Nullable LogSequenceNumber limit)
      throws SQLException, IOException, RetryableException, RefusedByPostgresException {
    SentTransactions transactions = keeper.rewind();
    LogSequenceNumber base = keeper.durable();
    SlotReader reader =
        SlotReader.start(
            config.connection(), work, slot, base, plugin.options(), plugin.decoders().get());
    LOG.info("slot {} is read from {}", slot, base.asString());
    StreamedTransactions inProgress =
        new StreamedTransactions(
            new SpillDirectory(settings.spillDirectory()), settings.spillBytes());
    LogSender sender = new LogSender(streams, transactions, inProgress, snapshot, limit);
    return new LogRun(reader, sender, new RememberedPoints(streams, end()), base);
  }

  /** The slot of an idle database moves on at the pace of its heartbeat. */
  private Duration idleInterval() {
    return settings.heartbeat().isZero() ? IDLE_INTERVAL : settings.heartbeat();
  }

  private LogSequenceNumber end() throws SQLException {
    return new SlotCatalog(work).end();
  }

  private LogPlugin plugin(List<CapturedTable> tables) throws SQLException {
    return switch (settings.slot().plugin()) {
      case PGOUTPUT -> LogPlugin.pgoutput(options());
      case WAL2JSON -> LogPlugin.wal2json(tables, types);
    };
  }

  /** Large transactions come in pieces where the server can send them so. */
  private Map<String, String> options() throws SQLException {
    String publications = publication.option();
    boolean streams = work.getMetaData().getDatabaseMajorVersion() >= FIRST_WITH_STREAMING;
    return streams
        ? Map.of("proto_version", "2", "streaming", "on", "publication_names", publications)
        : Map.of("proto_version", "1", "publication_names", publications);
  }
}
