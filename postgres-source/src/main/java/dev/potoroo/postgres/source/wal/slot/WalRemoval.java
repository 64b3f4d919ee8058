package dev.potoroo.postgres.source.wal.slot;

import dev.potoroo.connector.RetryableException;
import dev.potoroo.postgres.connection.PostgresErrors;
import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.capture.ReaderLock;
import dev.potoroo.postgres.source.capture.Removal;
import dev.potoroo.postgres.source.capture.SqlScript;
import dev.potoroo.postgres.source.capture.TableChoice;
import dev.potoroo.postgres.source.wal.position.DatabasePositionStore;
import dev.potoroo.postgres.source.wal.position.FilePositionStore;
import dev.potoroo.postgres.source.wal.position.LogPosition;
import dev.potoroo.postgres.source.wal.position.PositionStore;
import dev.potoroo.postgres.source.wal.position.PositionTables;
import dev.potoroo.postgres.source.wal.position.StreamPosition;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes the capture from the log away: slot, publications, positions, and what a snapshot keeps. A
 * heartbeat leaves nothing but a record in the log.
 */
public final class WalRemoval {
  private final Connection connection;
  private final SqlName schema;
  private final @Nullable FilePositionStore file;
  private final PositionTables positions;
  private final PublicationCatalog publications;

  /**
   * @param file the position of a source with {@code --position-file}, null where there is none
   */
  public WalRemoval(Connection connection, SqlName schema, @Nullable FilePositionStore file) {
    this.connection = connection;
    this.schema = schema;
    this.file = file;
    this.positions = new PositionTables(connection, schema);
    this.publications = new PublicationCatalog(connection, schema);
  }

  /** What of a slot's streams is to go: all, or some. */
  private record Share(SlotName slot, LogPosition position, List<StreamPosition> chosen) {
    boolean isWhole() {
      return chosen.size() == position.streams().size();
    }

    /** Slots without any stream go with whatever is removed. */
    boolean isMeant() {
      return !chosen.isEmpty() || isWhole();
    }

    LogPosition rest() {
      return position.with(
          position.streams().stream().filter(stream -> !chosen.contains(stream)).toList());
    }
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
      throws RetryableException, RefusedByPostgresException, IOException {
    try {
      List<Share> shares = shares(tables);
      for (Share share : shares) {
        if (share.isMeant()) {
          requireUnread(share.slot());
          remove(share);
        }
      }
      if (shares.stream().allMatch(Share::isWhole)) {
        removeAll();
      }
      return removed(shares);
    } catch (SQLException e) {
      throw PostgresErrors.translate("removing the capture from schema " + schema, e);
    }
  }

  /** What {@link #remove} would run. A position in a file goes beside it. */
  public Removal plan(TableChoice tables)
      throws RetryableException, RefusedByPostgresException, IOException {
    try {
      List<Share> shares = shares(tables);
      boolean all = shares.stream().allMatch(Share::isWhole);
      List<String> statements = new ArrayList<>();
      for (Share share : shares) {
        if (!share.isMeant()) {
          continue;
        }
        requireUnread(share.slot());
        if (share.isWhole()) {
          statements.add("SELECT pg_drop_replication_slot('" + share.slot() + "')");
        } else {
          statements.addAll(unpublish(share));
        }
        if (!all && !isInFile(share.slot())) {
          statements.addAll(positions.forget(share.slot().value(), share.chosen()));
        }
      }
      if (all) {
        statements.addAll(dropAll());
      }
      return new Removal(removed(shares), statements);
    } catch (SQLException e) {
      throw PostgresErrors.translate("looking at the capture in schema " + schema, e);
    }
  }

  private static List<String> removed(List<Share> shares) {
    return shares.stream()
        .flatMap(share -> share.chosen().stream())
        .map(stream -> stream.table().quoted())
        .distinct()
        .toList();
  }

  /** Of the slots with a position, and of one that bears our name and has none. */
  private List<Share> shares(TableChoice tables) throws SQLException, IOException {
    Set<SlotName> slots = new LinkedHashSet<>();
    positions.slots().forEach(slot -> slots.add(new SlotName(slot)));
    if (file != null) {
      slots.add(new SlotName(file.slot()));
    }
    SlotName derived = SlotName.derived(connection.getCatalog(), schema);
    if (new SlotCatalog(connection).find(derived).isPresent()) {
      slots.add(derived);
    }
    List<Share> shares = new ArrayList<>();
    for (SlotName slot : slots) {
      LogPosition position =
          isInFile(slot) || positions.areInstalled()
              ? store(slot).load().orElse(LogPosition.NONE)
              : LogPosition.NONE;
      List<StreamPosition> chosen =
          position.streams().stream().filter(stream -> tables.includes(stream.table())).toList();
      shares.add(new Share(slot, position, chosen));
    }
    return shares;
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

  private void remove(Share share) throws SQLException, IOException, RefusedByPostgresException {
    if (!share.isWhole()) {
      SqlScript.run(connection, unpublish(share));
      store(share.slot()).save(share.rest());
      return;
    }
    SlotRemoval.drop(connection, share.slot());
    if (isInFile(share.slot()) || positions.areInstalled()) {
      store(share.slot()).delete();
    }
  }

  private List<String> unpublish(Share share) throws SQLException {
    List<String> statements = new ArrayList<>();
    for (StreamPosition stream : share.chosen()) {
      for (SqlName publication : publications.ours()) {
        if (publications.publishes(publication, stream.table())) {
          statements.add(
              "ALTER PUBLICATION %s DROP TABLE %s"
                  .formatted(publication.quoted(), stream.table().quoted()));
        }
      }
    }
    return statements;
  }

  private List<String> dropAll() throws SQLException {
    List<String> statements = new ArrayList<>();
    for (SqlName publication : publications.ours()) {
      statements.add("DROP PUBLICATION " + publication.quoted());
    }
    for (SqlName table : tables()) {
      statements.add("DROP TABLE " + new QualifiedName(schema, table).quoted());
    }
    return statements;
  }

  private void removeAll() throws SQLException {
    connection.setAutoCommit(false);
    try {
      SqlScript.lockInstallation(connection);
      SqlScript.run(connection, dropAll());
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

  private boolean isInFile(SlotName slot) {
    return file != null && file.slot().equals(slot.value());
  }

  private PositionStore store(SlotName slot) {
    return file != null && isInFile(slot)
        ? file
        : new DatabasePositionStore(connection, schema, slot.value());
  }
}
