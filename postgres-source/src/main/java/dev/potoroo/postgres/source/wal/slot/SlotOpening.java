package dev.potoroo.postgres.source.wal.slot;

import dev.potoroo.connector.ConfigurationException;
import dev.potoroo.connector.RetryableException;
import dev.potoroo.postgres.connection.ConnectionSettings;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.source.capture.ReaderLock;
import dev.potoroo.postgres.source.wal.position.LogGap;
import dev.potoroo.postgres.source.wal.position.LogPosition;
import dev.potoroo.postgres.source.wal.position.PositionStore;
import dev.potoroo.postgres.source.wal.snapshot.SlotSnapshot;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Comes to a slot that can be streamed from: goes on with the one there is, takes one that somebody
 * made, makes one, or says in numbers what is lost.
 */
public final class SlotOpening {
  private static final Logger LOG = LoggerFactory.getLogger(SlotOpening.class);

  private final ConnectionSettings connection;
  private final Connection work;
  private final SlotSettings settings;
  private final PositionStore store;
  private final Clock clock;
  private final SlotCatalog catalog;

  /**
   * @param work in auto-commit mode, without an open transaction
   * @param clock for the record of a gap
   */
  public SlotOpening(
      ConnectionSettings connection,
      Connection work,
      SlotSettings settings,
      PositionStore store,
      Clock clock) {
    this.connection = connection;
    this.work = work;
    this.settings = settings;
    this.store = store;
    this.clock = clock;
    this.catalog = new SlotCatalog(work);
  }

  /**
   * Lets nobody else read the slot or change its position while {@code work} is connected. To be
   * called first.
   *
   * @throws RetryableException when another source has it, naming that
   */
  public void lock() throws SQLException, RetryableException {
    ReaderLock.take(work, "slot " + settings.name());
  }

  /**
   * The publication must be there.
   *
   * @param wantsSnapshot whether a slot that begins anew is to come with a snapshot; with {@link
   *     OnLostSlot#SNAPSHOT} one that was lost does anyway
   * @throws RetryableException while another session reads the slot, naming it
   * @throws ConfigurationException when the slot is of another plugin or database, or the server is
   *     too old for {@code --failover}
   * @throws RefusedByPostgresException when the slot is lost, with the gap in numbers
   */
  public SlotStart open(boolean wantsSnapshot)
      throws SQLException, IOException, RetryableException, RefusedByPostgresException {
    if (settings.failover()) {
      SlotCreation.requireFailover(work);
    }
    Optional<SlotStatus> present = catalog.find(settings.name());
    if (present.isPresent()) {
      requireFit(present.get());
      requireInactive(present.get());
    }
    Optional<LogPosition> stored = store.load();
    try (Connection replication = ReplicationConnection.open(connection)) {
      ServerIdentity server = ServerIdentity.of(replication);
      return stored.isPresent()
          ? goOn(stored.get(), present.orElse(null), server, replication)
          : begin(present.orElse(null), server, replication, wantsSnapshot);
    }
  }

  private SlotStart goOn(
      LogPosition stored,
      @Nullable SlotStatus present,
      ServerIdentity server,
      Connection replication)
      throws SQLException, IOException, RetryableException, RefusedByPostgresException {
    SlotCheck check =
        new SlotCheck(
            settings.name(),
            present,
            server,
            TimelineHistory.of(replication, server.timeline()),
            catalog.end());
    Optional<LostSlot> lost = check.lost(stored);
    if (lost.isPresent()) {
      return afterLoss(lost.get(), present, server);
    }
    if (stored.timeline() != server.timeline()) {
      LOG.warn(
          "slot {} goes on after a failover, from timeline {} to {}",
          settings.name(),
          stored.timeline(),
          server.timeline());
    }
    keepOnStandbys(present, replication);
    return new SlotStart(server, stored.base(), false, null);
  }

  private SlotStart begin(
      @Nullable SlotStatus present,
      ServerIdentity server,
      Connection replication,
      boolean wantsSnapshot)
      throws SQLException, IOException, RetryableException, RefusedByPostgresException {
    if (present == null) {
      return make(server, wantsSnapshot);
    }
    if (present.isLost()) {
      LostSlot lost =
          new LostSlot(
              "slot %s was invalidated by the server".formatted(settings.name()),
              present.confirmedFlush(),
              present.end());
      return afterLoss(lost, present, server);
    }
    keepOnStandbys(present, replication);
    if (settings.positionFile() != null) {
      LOG.warn(
          "slot {} was there before, and no position of it is in {}: beginning new streams; if that file is elsewhere, stop this and name it",
          settings.name(),
          settings.positionFile().toAbsolutePath());
    }
    LOG.info(
        "slot {} was there before: taken, streams from {}",
        settings.name(),
        present.confirmedFlush().asString());
    SlotSnapshot snapshot =
        wantsSnapshot ? creation().temporary(settings.name().temporary(), settings.plugin()) : null;
    return new SlotStart(server, present.confirmedFlush(), true, snapshot);
  }

  private SlotStart make(ServerIdentity server, boolean wantsSnapshot)
      throws SQLException, RetryableException, RefusedByPostgresException {
    SlotSnapshot made = creation().make(settings.name(), settings.plugin(), settings.failover());
    if (wantsSnapshot) {
      return new SlotStart(server, made.consistentPoint(), true, made);
    }
    made.close();
    return new SlotStart(server, made.consistentPoint(), true, null);
  }

  private SlotStart afterLoss(LostSlot lost, @Nullable SlotStatus present, ServerIdentity server)
      throws SQLException, IOException, RetryableException, RefusedByPostgresException {
    LogGap gap = lost.gap(clock.instant());
    if (settings.onLost() == OnLostSlot.FAIL) {
      throw new RefusedByPostgresException(
          "%s. What was committed after %s and is not acknowledged yet cannot be sent: %s%s. To begin new streams with the rows as they are now, start once with --on-lost-slot snapshot; to give up what was captured, run \"postgres-source uninstall\""
              .formatted(lost.reason(), lost.from().asString(), gap, recorded()),
          List.of());
    }
    LOG.warn("{}; {} are not read: beginning new streams with a snapshot", lost.reason(), gap);
    store.recordGap(gap);
    if (present != null) {
      SlotRemoval.drop(work, settings.name());
    }
    SlotStart start = make(server, true);
    store.recordGap(new LogGap(gap.from(), start.base(), gap.reason(), gap.recordedAt()));
    return start;
  }

  /** What an earlier run has said of the loss. */
  private String recorded() throws SQLException, IOException {
    List<LogGap> gaps = store.gaps();
    if (gaps.isEmpty()) {
      return "";
    }
    LogGap last = gaps.get(gaps.size() - 1);
    return " (recorded at %s: %s, %s)".formatted(last.recordedAt(), last.reason(), last);
  }

  private void requireFit(SlotStatus slot) throws SQLException {
    if (!slot.plugin().equals(settings.plugin().word())) {
      throw new ConfigurationException(
          "--slot: expected one of plugin %s, %s is of %s; give --plugin %s, or name another slot"
              .formatted(settings.plugin().word(), slot.name(), slot.plugin(), slot.plugin()));
    }
    if (!slot.database().equals(work.getCatalog())) {
      throw new ConfigurationException(
          "--slot: expected one of database \"%s\", %s is of \"%s\"; name another slot"
              .formatted(work.getCatalog(), slot.name(), slot.database()));
    }
  }

  private void requireInactive(SlotStatus slot) throws SQLException, RetryableException {
    Integer pid = slot.activePid();
    if (pid != null) {
      throw new RetryableException(
          "slot %s is in use by %s; waiting for that to end"
              .formatted(
                  slot.name(),
                  catalog
                      .holder(pid)
                      .map(SlotHolder::toString)
                      .orElse("server process " + pid + ", which has just ended")));
    }
  }

  /** A slot of an earlier start may have been made without {@code --failover}. */
  private void keepOnStandbys(@Nullable SlotStatus slot, Connection replication)
      throws SQLException {
    if (settings.failover() && slot != null && !slot.failover()) {
      try (Statement statement = replication.createStatement()) {
        statement.execute(
            "ALTER_REPLICATION_SLOT %s (FAILOVER true)".formatted(slot.name().quoted()));
      }
      LOG.info("slot {} is copied to standbys from now on", slot.name());
    }
  }

  private SlotCreation creation() {
    return new SlotCreation(connection, work);
  }
}
