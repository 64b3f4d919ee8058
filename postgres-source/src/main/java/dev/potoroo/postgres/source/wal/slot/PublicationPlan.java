package dev.potoroo.postgres.source.wal.slot;

import dev.potoroo.connector.ConfigurationException;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.capture.CapturedTable;
import dev.potoroo.postgres.source.capture.Operation;
import dev.potoroo.postgres.source.capture.SqlText;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The statements that lead from the publication that there is to one that has a table, and what
 * speaks against one that somebody else made: that one is taken as it is or not at all.
 */
public final class PublicationPlan {
  /** As mode outbox has them. Those that are not stored cannot be published. */
  static final String GENERATED_COLUMNS = "publish_generated_columns = stored";

  private final PublicationCatalog catalog;
  private final SqlName schema;
  private final PublicationName name;
  private final Set<Operation> operations;

  /**
   * @param schema ours
   * @param operations that the source is asked for
   */
  public PublicationPlan(
      Connection connection, SqlName schema, PublicationName name, Set<Operation> operations) {
    this.catalog = new PublicationCatalog(connection, schema);
    this.schema = schema;
    this.name = name;
    this.operations = Set.copyOf(operations);
  }

  /**
   * None when the table is published as it should be.
   *
   * @throws ConfigurationException when a publication that somebody else made does not publish all
   *     of the table, or an operation is asked for that the table cannot be published with
   */
  public List<String> statements(CapturedTable table) throws SQLException {
    Optional<Publication> present = catalog.find(name.value());
    if (present.isPresent() && !present.get().ours()) {
      requireFit(present.get(), table);
      return List.of();
    }
    boolean identified = catalog.hasReplicaIdentity(table);
    requireIdentity(table, identified);
    List<String> statements = new ArrayList<>(creation());
    statements.addAll(member(name.value(), table, identified));
    statements.addAll(member(name.insertOnly(), table, !identified));
    requireWhole(table);
    return statements;
  }

  /** Whether changes of the table are published at all, all of them or insertions alone. */
  public boolean publishes(CapturedTable table) throws SQLException {
    return catalog.publishes(name.value(), table) || catalog.publishes(name.insertOnly(), table);
  }

  /**
   * The value of START_REPLICATION's option {@code publication_names}: those that are there. Safe
   * between single quotes, where the driver puts it as it is.
   */
  public String option() throws SQLException {
    List<String> names = new ArrayList<>();
    for (SqlName candidate : List.of(name.value(), name.insertOnly())) {
      if (catalog.find(candidate).isPresent()) {
        names.add(candidate.quoted());
      }
    }
    return String.join(",", names).replace("'", "''");
  }

  /** The publications as they are without a table: none of the statements when they are there. */
  public List<String> creation() throws SQLException {
    List<String> statements = new ArrayList<>();
    statements.addAll(create(name.value(), "insert, update, delete, truncate"));
    statements.addAll(create(name.insertOnly(), "insert, truncate"));
    return statements;
  }

  /** Both are made at once: a slot fails for ever on a publication that is younger than itself. */
  private List<String> create(SqlName publication, String published) throws SQLException {
    Optional<Publication> present = catalog.find(publication);
    if (present.isPresent()) {
      return withGeneratedColumns(publication, present.get());
    }
    return List.of(
        "CREATE PUBLICATION %s WITH (publish = '%s', publish_via_partition_root = true%s)"
            .formatted(
                publication.quoted(),
                published,
                catalog.takesGeneratedColumns() ? ", " + GENERATED_COLUMNS : ""),
        "COMMENT ON PUBLICATION %s IS %s"
            .formatted(publication.quoted(), SqlText.literal(Publication.comment(schema))));
  }

  /** One of ours that is older than its server's version 18. */
  private List<String> withGeneratedColumns(SqlName publication, Publication present)
      throws SQLException {
    if (!present.ours() || present.generatedColumns() || !catalog.takesGeneratedColumns()) {
      return List.of();
    }
    return List.of(
        "ALTER PUBLICATION %s SET (%s)".formatted(publication.quoted(), GENERATED_COLUMNS));
  }

  private List<String> member(SqlName publication, CapturedTable table, boolean wanted)
      throws SQLException {
    if (catalog.publishes(publication, table) == wanted) {
      return List.of();
    }
    return List.of(
        "ALTER PUBLICATION %s %s TABLE %s"
            .formatted(publication.quoted(), wanted ? "ADD" : "DROP", table.name().quoted()));
  }

  private void requireIdentity(CapturedTable table, boolean identified) {
    boolean insertAlone = operations.equals(Set.of(Operation.INSERT));
    if (!identified && !insertAlone) {
      throw new ConfigurationException(
          "--operations: table %s has no replica identity, so nothing says which row an UPDATE or DELETE changed; give it a primary key, run ALTER TABLE %s REPLICA IDENTITY FULL, or ask for insert alone"
              .formatted(table.name(), table.name().quoted()));
    }
  }

  private void requireFit(Publication publication, CapturedTable table) throws SQLException {
    List<String> complaints = new ArrayList<>();
    if (!publication.hasAllOperations()) {
      complaints.add(
          "--publication: %s leaves operations out, and message ids count all of them; run ALTER PUBLICATION %s SET (publish = 'insert, update, delete, truncate')"
              .formatted(name, name.value().quoted()));
    }
    if (table.partitioned() && !publication.viaRoot()) {
      complaints.add(
          "--publication: %s publishes the partitions of %s each by itself; run ALTER PUBLICATION %s SET (publish_via_partition_root = true)"
              .formatted(name, table.name(), name.value().quoted()));
    } else if (!catalog.publishes(name.value(), table)) {
      complaints.add(
          "--publication: %s does not have table %s; run ALTER PUBLICATION %s ADD TABLE %s"
              .formatted(name, table.name(), name.value().quoted(), table.name().quoted()));
    }
    if (!complaints.isEmpty()) {
      throw new ConfigurationException(complaints);
    }
    requireWhole(table);
  }

  /**
   * @throws ConfigurationException when rows or columns of the table are left out, as from
   *     PostgreSQL 15 on they can be
   */
  public void requireWhole(CapturedTable table) throws SQLException {
    for (SqlName candidate : List.of(name.value(), name.insertOnly())) {
      Optional<Publication> publication = catalog.find(candidate);
      if (publication.isPresent() && catalog.filters(publication.get(), table)) {
        throw new ConfigurationException(
            "--publication: %s leaves rows or columns of table %s out (WHERE, or a list of columns), so the snapshot and the log would not agree; publish the whole table, and choose with --columns"
                .formatted(candidate, table.name()));
      }
    }
  }
}
