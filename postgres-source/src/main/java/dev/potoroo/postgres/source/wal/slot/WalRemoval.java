package dev.potoroo.postgres.source.wal.slot;

import dev.potoroo.connector.RetryableException;
import dev.potoroo.postgres.connection.PostgresErrors;
import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.capture.ReaderLock;
import dev.potoroo.postgres.source.capture.SqlScript;
import dev.potoroo.postgres.source.capture.TableChoice;
import dev.potoroo.postgres.source.wal.position.DatabasePositionStore;
import dev.potoroo.postgres.source.wal.position.LogPosition;
import dev.potoroo.postgres.source.wal.position.PositionTables;
import dev.potoroo.postgres.source.wal.position.StreamPosition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Takes the capture from the log away: slot, publications, positions, and what a snapshot keeps. A
 * heartbeat leaves nothing but a record in the log.
 */
public final class WalRemoval {
  private final Connection connection;
  private final SqlName schema;
  private final PositionTables positions;
  private final PublicationCatalog publications;

  public WalRemoval(Connection connection, SqlName schema) {
    this.connection = connection;
    this.schema = schema;
    this.positions = new PositionTables(connection, schema);
    this.publications = new PublicationCatalog(connection, schema);
  }

  /**
   * Removes every trace of the captured tables. Slots go first, each at once; all else in one
   * transaction. What was not acknowledged is lost. A publication that somebody else made stays.
   *
   * @param tables as they were named when they were installed
   * @return the tables that are not captured any more
   * @throws RefusedByPostgresException when a source reads one of them, or a right is missing
   */
  public List<String> remove(TableChoice tables)
      throws RetryableException, RefusedByPostgresException {
    try {
      Set<String> removed = new LinkedHashSet<>();
      boolean streamsLeft = false;
      for (SlotName slot : slots()) {
        List<StreamPosition> all = streams(slot);
        List<StreamPosition> chosen =
            all.stream().filter(stream -> tables.includes(stream.table())).toList();
        if (chosen.size() < all.size()) {
          streamsLeft = true;
        }
        if (!chosen.isEmpty() || all.isEmpty()) {
          requireUnread(slot);
          remove(slot, chosen, chosen.size() == all.size());
        }
        chosen.forEach(stream -> removed.add(stream.table().quoted()));
      }
      if (!streamsLeft) {
        removeAll();
      }
      return List.copyOf(removed);
    } catch (SQLException e) {
      throw PostgresErrors.translate("removing the capture from schema " + schema, e);
    }
  }

  /** Those with a position here, and the one that bears our name and has its position in a file. */
  private Set<SlotName> slots() throws SQLException {
    Set<SlotName> slots = new LinkedHashSet<>();
    for (String slot : positions.slots()) {
      slots.add(new SlotName(slot));
    }
    SlotName derived = SlotName.derived(connection.getCatalog(), schema);
    if (new SlotCatalog(connection).find(derived).isPresent()) {
      slots.add(derived);
    }
    return slots;
  }

  private List<StreamPosition> streams(SlotName slot) throws SQLException {
    return positions.areInstalled()
        ? store(slot).load().map(LogPosition::streams).orElse(List.of())
        : List.of();
  }

  private void requireUnread(SlotName slot) throws SQLException, RefusedByPostgresException {
    String lock = "slot " + slot;
    if (!ReaderLock.tryLock(connection, lock)) {
      throw new RefusedByPostgresException(
          "slot %s is being read by a source (%s); stop that first"
              .formatted(
                  slot,
                  ReaderLock.holder(connection, lock)
                      .map(ReaderLock.Holder::toString)
                      .orElse("which has just ended")),
          List.of());
    }
  }

  private void remove(SlotName slot, List<StreamPosition> chosen, boolean whole)
      throws SQLException, RefusedByPostgresException {
    if (whole) {
      SlotRemoval.drop(connection, slot);
      if (positions.areInstalled()) {
        store(slot).delete();
      }
      return;
    }
    for (StreamPosition stream : chosen) {
      for (SqlName publication : publications.ours()) {
        if (publications.publishes(publication, stream.table())) {
          SqlScript.run(
              connection,
              List.of(
                  "ALTER PUBLICATION %s DROP TABLE %s"
                      .formatted(publication.quoted(), stream.table().quoted())));
        }
      }
    }
    DatabasePositionStore store = store(slot);
    LogPosition all = store.load().orElseThrow();
    store.save(
        all.with(all.streams().stream().filter(stream -> !chosen.contains(stream)).toList()));
  }

  private void removeAll() throws SQLException {
    connection.setAutoCommit(false);
    try {
      SqlScript.lockInstallation(connection);
      List<String> statements = new ArrayList<>();
      for (SqlName publication : publications.ours()) {
        statements.add("DROP PUBLICATION " + publication.quoted());
      }
      for (SqlName table : tables()) {
        statements.add("DROP TABLE " + new QualifiedName(schema, table).quoted());
      }
      SqlScript.run(connection, statements);
      SqlScript.dropSchemaIfEmpty(connection, schema);
      connection.commit();
    } catch (SQLException e) {
      connection.rollback();
      throw e;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  /** Those of our schema that are about the log: positions, and what snapshots keep. */
  private List<SqlName> tables() throws SQLException {
    String sql =
        """
        SELECT c.relname FROM pg_catalog.pg_class AS c
        JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
        WHERE n.nspname = ? AND c.relkind = 'r' AND c.relname ~ '^wal_'
        """;
    List<SqlName> tables = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, schema.value());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          tables.add(new SqlName(row.getString(1)));
        }
      }
    }
    return tables;
  }

  private DatabasePositionStore store(SlotName slot) {
    return new DatabasePositionStore(connection, schema, slot.value());
  }
}
