package dev.potoroo.postgres.source.wal;

import dev.potoroo.connector.ConfigurationException;
import dev.potoroo.connector.RetryableException;
import dev.potoroo.postgres.connection.PostgresErrors;
import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.source.capture.CaptureConfig;
import dev.potoroo.postgres.source.capture.CapturedTable;
import dev.potoroo.postgres.source.capture.SqlScript;
import dev.potoroo.postgres.source.capture.TableCatalog;
import dev.potoroo.postgres.source.outbox.OutboxEnd;
import dev.potoroo.postgres.source.wal.position.LogPosition;
import dev.potoroo.postgres.source.wal.position.PositionStore;
import dev.potoroo.postgres.source.wal.position.PositionTables;
import dev.potoroo.postgres.source.wal.slot.PublicationPlan;
import dev.potoroo.postgres.source.wal.slot.SlotOpening;
import dev.potoroo.postgres.source.wal.slot.SlotStart;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves tables from mode outbox to mode wal under running writers: each row is captured by the one
 * or by the other.
 *
 * <p>The slot is there first. Then one transaction locks the table against writers, takes the
 * triggers away, and puts the table into the publication. So whoever writes has committed before
 * it, into the outbox, or begins to write after it, into the published log; PostgreSQL decodes each
 * change with the publication of its own moment.
 */
public final class TableSwitch {
  private static final Logger LOG = LoggerFactory.getLogger(TableSwitch.class);

  /** SQLSTATE lock_not_available: others are let pass before the next try. */
  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final CaptureConfig config;
  private final WalSettings settings;
  private final Connection work;
  private final PublicationPlan publication;
  private final OutboxEnd outbox;
  private final PositionStore store;

  /**
   * @param config as the source in mode wal is to have it
   * @param work in auto-commit mode
   */
  public TableSwitch(CaptureConfig config, WalSettings settings, Connection work) {
    this.config = config;
    this.settings = settings;
    this.work = work;
    this.publication =
        new PublicationPlan(
            work, config.schema(), settings.slot().publication(), config.operations());
    this.outbox = new OutboxEnd(work, config.schema());
    this.store =
        settings.slot().position(config.schema()).store(work, settings.slot().name().value());
  }

  /**
   * A table that is captured by the log from now on.
   *
   * @param outboxRows that a source in mode outbox has still to send
   */
  public record Switched(QualifiedName table, long outboxRows) {}

  /**
   * Moves all tables of the configuration, one after another. One that has been moved before stays
   * as it is.
   *
   * @throws RetryableException when a source reads the slot; it has to be started anew anyway, with
   *     the tables that it gets
   * @throws ConfigurationException when a table has no outbox, or the publication is not ours
   */
  public List<Switched> run()
      throws RetryableException, RefusedByPostgresException, IOException, InterruptedException {
    try {
      List<CapturedTable> tables = new ArrayList<>();
      for (QualifiedName table : config.tables()) {
        tables.add(new TableCatalog(work).find(table));
      }
      prepare();
      List<Switched> switched = new ArrayList<>();
      for (CapturedTable table : tables) {
        move(table);
        switched.add(new Switched(table.name(), outbox.rowsLeft(table)));
      }
      return switched;
    } catch (SQLException e) {
      throw PostgresErrors.translate("moving tables from outbox to wal", e);
    }
  }

  /** Publication without the tables, slot, and its position. */
  private void prepare()
      throws SQLException, RetryableException, RefusedByPostgresException, IOException {
    SlotOpening opening =
        new SlotOpening(config.connection(), work, settings.slot(), store, Clock.systemUTC());
    opening.lock();
    install();
    SlotStart start = opening.open(false);
    if (start.fresh()) {
      store.save(
          new LogPosition(
              PositionOpening.random(),
              start.server().systemIdentifier(),
              start.server().timeline(),
              start.base(),
              List.of()));
    }
  }

  /** In one transaction: a publication that is there without its comment is somebody else's. */
  private void install() throws SQLException {
    work.setAutoCommit(false);
    try {
      SqlScript.lockInstallation(work);
      if (settings.slot().positionFile() == null) {
        SqlScript.run(work, new PositionTables(work, config.schema()).create());
      }
      SqlScript.run(work, publication.creation());
      work.commit();
    } catch (SQLException e) {
      work.rollback();
      throw e;
    } finally {
      work.setAutoCommit(true);
    }
  }

  private void move(CapturedTable table)
      throws SQLException, IOException, RetryableException, InterruptedException {
    if (!outbox.isCapturing(table)) {
      if (publication.publishes(table)) {
        LOG.info("table {} is captured by the log already", table.name());
        return;
      }
      throw new ConfigurationException(
          "--table: %s is not captured by outbox, so there is nothing to move; start a source with --mode wal"
              .formatted(table.name()));
    }
    if (publication.publishes(table)) {
      throw new ConfigurationException(
          "--publication: %s has table %s already, so rows were captured twice since; take it out of there first"
              .formatted(settings.slot().publication(), table.name()));
    }
    while (!tryMove(table)) {
      LOG.info("table {} is in use by a long transaction; trying again", table.name());
      TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
    }
    LOG.info("table {} is captured by the log from now on", table.name());
  }

  private boolean tryMove(CapturedTable table) throws SQLException, IOException {
    LogPosition position = positionWith(table);
    work.setAutoCommit(false);
    try {
      List<String> statements = new ArrayList<>();
      statements.add("LOCK TABLE " + table.name().quoted() + " IN SHARE ROW EXCLUSIVE MODE");
      statements.addAll(outbox.statements(table));
      statements.addAll(publication.statements(table));
      SqlScript.run(work, statements);
      // In our schema, a part of the transaction. A file is ahead of it for a moment: a stream that
      // nothing was counted of, and whose table is not published, counts for nothing.
      store.save(position);
      work.commit();
      return true;
    } catch (SQLException e) {
      work.rollback();
      if (LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
        return false;
      }
      throw e;
    } finally {
      work.setAutoCommit(true);
    }
  }

  /** The table's stream is stored with it, so that it does not begin with the rows there are. */
  private LogPosition positionWith(CapturedTable table) throws SQLException, IOException {
    LogPosition stored = store.load().orElseThrow();
    StreamPlan plan =
        new StreamPlan(
            work.getCatalog(),
            PositionOpening.added(stored.incarnation()),
            stored.streams(),
            Set.of());
    return stored.with(plan.streams(List.of(table)));
  }
}
