package dev.potoroo.postgres.source.driver;

import dev.potoroo.postgres.connection.ConnectionSettings;
import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.capture.CaptureConfig;
import dev.potoroo.postgres.source.capture.CaptureMode;
import dev.potoroo.postgres.source.capture.Operation;
import dev.potoroo.postgres.source.capture.SourceConnection;
import dev.potoroo.postgres.source.outbox.OutboxSource;
import dev.potoroo.postgres.source.wal.TableSwitch;
import dev.potoroo.postgres.source.wal.WalSettings;
import dev.potoroo.postgres.source.wal.WalSource;
import dev.potoroo.postgres.source.wal.format.FormatName;
import dev.potoroo.postgres.source.wal.slot.OnLostSlot;
import dev.potoroo.postgres.source.wal.slot.OutputPlugin;
import dev.potoroo.postgres.source.wal.slot.PublicationName;
import dev.potoroo.postgres.source.wal.slot.SlotName;
import dev.potoroo.postgres.source.wal.slot.SlotSettings;
import dev.potoroo.postgres.source.wal.snapshot.SnapshotMode;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresRole;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A database of a test with the role that a source in mode wal works as, which owns its tables, may
 * replicate and may create our schema and a publication. Makes sources with the defaults of the
 * command line.
 */
public final class LogCaptureBuilder {
  private final PostgresDatabase database;
  private final PostgresRole role;
  private List<SqlName> columns = List.of();
  private Set<Operation> operations = Set.of(Operation.INSERT);
  private Duration heartbeat = Duration.ofSeconds(10);
  private @Nullable Path positionFile;
  private OutputPlugin plugin = OutputPlugin.PGOUTPUT;
  private SnapshotMode snapshot = SnapshotMode.NEVER;
  private OnLostSlot onLostSlot = OnLostSlot.FAIL;

  private LogCaptureBuilder(PostgresDatabase database, PostgresRole role) {
    this.database = database;
    this.role = role;
  }

  public static LogCaptureBuilder in(PostgresDatabase database) throws SQLException {
    LogCaptureBuilder capture = new LogCaptureBuilder(database, database.createRole());
    database.execute(
        "ALTER ROLE %1$s REPLICATION; GRANT CREATE ON DATABASE %2$s TO %1$s"
            .formatted(capture.role.name(), database.name()));
    return capture;
  }

  /** The same with all defaults, for a source that works as another role. */
  public LogCaptureBuilder as(PostgresRole other) {
    return new LogCaptureBuilder(database, other);
  }

  /** Runs the statement, and gives the tables to the source's role. */
  public LogCaptureBuilder table(String createTable, String... names) throws SQLException {
    database.execute(createTable);
    for (String name : names) {
      database.execute("ALTER TABLE " + name + " OWNER TO " + role.name());
    }
    return this;
  }

  public LogCaptureBuilder columns(String... names) {
    columns = Stream.of(names).map(SqlName::new).toList();
    return this;
  }

  public LogCaptureBuilder operations(Operation... captured) {
    operations = Set.of(captured);
    return this;
  }

  public LogCaptureBuilder heartbeat(Duration interval) {
    heartbeat = interval;
    return this;
  }

  public LogCaptureBuilder positionFile(Path file) {
    positionFile = file;
    return this;
  }

  public LogCaptureBuilder plugin(OutputPlugin wanted) {
    plugin = wanted;
    return this;
  }

  public LogCaptureBuilder snapshot(SnapshotMode mode) {
    snapshot = mode;
    return this;
  }

  public LogCaptureBuilder onLostSlot(OnLostSlot action) {
    onLostSlot = action;
    return this;
  }

  public PostgresRole role() {
    return role;
  }

  /** As the server knows it. */
  public SlotName slot() {
    return SlotName.derived(database.name(), CaptureConfig.DEFAULT_SCHEMA);
  }

  /** A new one at each call, on the same slot. */
  public WalSource source(String... tables) {
    return new WalSource(config(CaptureMode.WAL, tables), settings());
  }

  /** In mode outbox, as the same role. */
  public OutboxSource outbox(String... tables) {
    return new OutboxSource(config(CaptureMode.OUTBOX, tables));
  }

  /** Moves the tables, as the command does. */
  public List<TableSwitch.Switched> switchToLog(String... tables) throws Exception {
    CaptureConfig config = config(CaptureMode.WAL, tables);
    try (Connection connection = SourceConnection.open(config.connection())) {
      return new TableSwitch(config, settings(), connection).run();
    }
  }

  /** As {@link #switchToLog}, by a process that is killed before its statement of that number. */
  public List<TableSwitch.Switched> switchToLogKilledAt(int statement, String table)
      throws Exception {
    CaptureConfig config = config(CaptureMode.WAL, table);
    try (Connection connection = SourceConnection.open(config.connection())) {
      Connection mortal = MortalConnection.of(connection, statement);
      return new TableSwitch(config, settings(), mortal).run();
    }
  }

  private CaptureConfig config(CaptureMode mode, String... tables) {
    return new CaptureConfig(
        ConnectionSettings.parse(database.connectionString(role)),
        mode,
        Stream.of(tables).map(QualifiedName::parse).toList(),
        List.of(),
        columns,
        operations,
        CaptureConfig.DEFAULT_SCHEMA,
        Duration.ofMillis(50),
        Duration.ZERO,
        true);
  }

  private WalSettings settings() {
    return new WalSettings(
        new SlotSettings(
            slot(), PublicationName.derived(slot()), plugin, false, onLostSlot, positionFile),
        FormatName.ROW,
        heartbeat,
        Path.of(System.getProperty("java.io.tmpdir")),
        64L << 20,
        snapshot);
  }

  /** Where the slot's confirmed flush position is, as a number of bytes. */
  public long confirmedFlush() throws SQLException {
    return database.number(
        "SELECT confirmed_flush_lsn - '0/0' FROM pg_replication_slots WHERE slot_name = '%s'"
            .formatted(slot()));
  }

  /** Ends the server's side of the connection that reads the slot. */
  public void cutLog() {
    database.terminateBackends("backend_type = 'walsender'");
  }

  /** Ends the server's side of the source's connections, as the loss of a machine does in time. */
  public void cutConnections() {
    database.terminateBackends("usename = '" + role.name() + "'");
  }
}
