package dev.potoroo.postgres.source.wal;

import dev.potoroo.connector.ConfigurationException;
import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.source.capture.CapturedTable;
import dev.potoroo.postgres.source.capture.TableCatalog;
import dev.potoroo.postgres.source.wal.slot.PublicationPlan;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Looks now and then whether the tables are still there and published. The log says nothing about
 * one that was dropped, or taken out of the publication: it only falls silent.
 */
final class TableWatch {
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  private final TableCatalog catalog;
  private final PublicationPlan publication;
  private final List<CapturedTable> tables;
  private long lookedNanos = System.nanoTime();

  /**
   * @param tables as they were when the source was opened
   */
  TableWatch(Connection work, PublicationPlan publication, List<CapturedTable> tables) {
    this.catalog = new TableCatalog(work);
    this.publication = publication;
    this.tables = List.copyOf(tables);
  }

  /**
   * Looks if it is time. To be called when all that was read is acknowledged: what a table had
   * before it was dropped is to be sent.
   *
   * @throws RefusedByPostgresException when nothing more will come of a table
   * @throws ConfigurationException when only a part of it does
   */
  void look() throws SQLException, RefusedByPostgresException {
    if (System.nanoTime() - lookedNanos < INTERVAL.toNanos()) {
      return;
    }
    lookedNanos = System.nanoTime();
    for (CapturedTable table : tables) {
      require(table);
    }
  }

  void require(CapturedTable table) throws SQLException, RefusedByPostgresException {
    Optional<QualifiedName> name = catalog.nameOf(table.oid());
    if (name.isEmpty()) {
      throw refused(
          "--table: %s was dropped while it was captured; all that was sent of it is acknowledged. Start again without it; or make it anew, and start again: its stream goes on"
              .formatted(table.name()));
    }
    if (!name.get().equals(table.name())) {
      throw refused(
          "--table: %s is called %s now; start again with --table %s, its stream goes on"
              .formatted(table.name(), name.get(), name.get()));
    }
    if (!publication.publishes(table)) {
      throw refused(
          "--table: %s was taken out of its publication: what is written to it since is missed; start again, which puts it back"
              .formatted(table.name()));
    }
    publication.requireWhole(table);
  }

  private static RefusedByPostgresException refused(String complaint) {
    return new RefusedByPostgresException(complaint, List.of());
  }
}
