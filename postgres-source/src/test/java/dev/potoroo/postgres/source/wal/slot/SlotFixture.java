package dev.potoroo.postgres.source.wal.slot;

import static org.awaitility.Awaitility.await;

import dev.potoroo.postgres.connection.ConnectionSettings;
import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.source.capture.CaptureConfig;
import dev.potoroo.postgres.source.capture.CapturedTable;
import dev.potoroo.postgres.source.capture.Operation;
import dev.potoroo.postgres.source.capture.SourceConnection;
import dev.potoroo.postgres.source.capture.SqlScript;
import dev.potoroo.postgres.source.capture.TableCatalog;
import dev.potoroo.postgres.source.wal.position.DatabasePositionStore;
import dev.potoroo.postgres.source.wal.position.LogPosition;
import dev.potoroo.postgres.source.wal.snapshot.SnapshotMode;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresRole;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.postgresql.replication.LogSequenceNumber;

/**
 * A database with one table of the role that the source works as: it may replicate and create a
 * schema and a publication, and owns nothing but the table.
 */
final class SlotFixture implements AutoCloseable {
  static final String INCARNATION = "0a1b2c3d4e5f";

  final PostgresDatabase database;
  final PostgresRole role;
  final SlotName name;
  final Connection work;

  private SlotFixture(PostgresDatabase database, PostgresRole role) throws Exception {
    this.database = database;
    this.role = role;
    this.name = SlotName.derived(database.name(), CaptureConfig.DEFAULT_SCHEMA);
    this.work = SourceConnection.open(settings());
  }

  static SlotFixture in(PostgresDatabase database) throws Exception {
    PostgresRole role = database.createRole();
    database.execute(
        """
        ALTER ROLE %1$s REPLICATION;
        GRANT CREATE ON DATABASE %2$s TO %1$s;
        CREATE TABLE t (id int PRIMARY KEY);
        ALTER TABLE t OWNER TO %1$s
        """
            .formatted(role.name(), database.name()));
    return new SlotFixture(database, role);
  }

  /** A second source of the same database, slot and role. */
  static SlotFixture again(SlotFixture first) throws Exception {
    return new SlotFixture(first.database, first.role);
  }

  ConnectionSettings settings() {
    return ConnectionSettings.parse(database.connectionString(role));
  }

  CapturedTable table(String table) throws SQLException {
    return new TableCatalog(work).find(QualifiedName.parse(table));
  }

  PublicationName publication() {
    return PublicationName.derived(name);
  }

  PublicationPlan plan(Operation... operations) {
    return new PublicationPlan(
        work, CaptureConfig.DEFAULT_SCHEMA, publication(), Set.of(operations));
  }

  WalPlanner planner() {
    return new WalPlanner(
        work,
        CaptureConfig.DEFAULT_SCHEMA,
        settings(OutputPlugin.PGOUTPUT, false, OnLostSlot.FAIL),
        Set.of(Operation.INSERT),
        SnapshotMode.NEVER);
  }

  SlotFixture install() throws SQLException {
    SqlScript.run(work, planner().plan(table("t"), false).statements());
    return this;
  }

  DatabasePositionStore store() {
    return new DatabasePositionStore(work, CaptureConfig.DEFAULT_SCHEMA, name.value());
  }

  SlotOpening opening(OnLostSlot onLost) {
    return opening(OutputPlugin.PGOUTPUT, false, onLost);
  }

  SlotOpening opening(OutputPlugin plugin, boolean failover, OnLostSlot onLost) {
    return new SlotOpening(
        settings(), work, settings(plugin, failover, onLost), store(), Clock.systemUTC());
  }

  private SlotSettings settings(OutputPlugin plugin, boolean failover, OnLostSlot onLost) {
    return new SlotSettings(name, publication(), plugin, failover, onLost, null);
  }

  /** As a source does that has read up to there. */
  void save(ServerIdentity server, LogSequenceNumber base) throws SQLException {
    store()
        .save(
            new LogPosition(
                INCARNATION, server.systemIdentifier(), server.timeline(), base, List.of()));
  }

  /** Opens for the first time, and stores where the slot begins. */
  SlotStart begin() throws Exception {
    SlotStart start = opening(OnLostSlot.FAIL).open(false);
    save(start.server(), start.base());
    return start;
  }

  SlotStatus status() throws SQLException {
    return new SlotCatalog(work).find(name).orElseThrow();
  }

  /** The slot outlives its reader's connection by a moment, and a database cannot go with it. */
  @Override
  public void close() throws SQLException, RefusedByPostgresException {
    if (new SlotCatalog(work).find(name).isPresent()) {
      await().until(() -> status().activePid() == null);
      SlotRemoval.drop(work, name);
    }
    work.close();
  }
}
