package dev.potoroo.postgres.source.outbox;

import dev.potoroo.connector.ConfigurationException;
import dev.potoroo.connector.RetryableException;
import dev.potoroo.postgres.connection.PostgresErrors;
import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.capture.CaptureConfig;
import dev.potoroo.postgres.source.capture.CapturedTable;
import dev.potoroo.postgres.source.capture.CapturedTable.Column;
import dev.potoroo.postgres.source.capture.Projection;
import dev.potoroo.postgres.source.capture.RequiredRights;
import dev.potoroo.postgres.source.capture.SqlScript;
import dev.potoroo.postgres.source.capture.TableCatalog;
import dev.potoroo.postgres.source.outbox.InstalledState.InstalledTrigger;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to it that the tables of a configuration are captured as it says. */
public final class OutboxInstallation {
  private static final Logger LOG = LoggerFactory.getLogger(OutboxInstallation.class);

  /** SQLSTATE insufficient_privilege. */
  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  /** SQLSTATEs of an object that somebody else made at the same time: look again. */
  private static final Set<String> MADE_MEANWHILE = Set.of("42P06", "42P07", "42710", "23505");

  private final Connection connection;
  private final CaptureConfig config;
  private final OutboxName names;

  public OutboxInstallation(Connection connection, CaptureConfig config) {
    this.connection = connection;
    this.config = config;
    this.names = new OutboxName(config.schema());
  }

  /**
   * Installs what is missing, as {@code postgres-source install} does. A column of {@code
   * --columns} that has another type than at the last installation is taken as it is now.
   *
   * @return whether anything had to be done
   * @throws ConfigurationException when a table or column is missing
   * @throws RetryableException when a lock cannot be had for now
   * @throws RefusedByPostgresException when a right is missing; the text has the GRANTs and the SQL
   */
  public boolean install() throws RetryableException, RefusedByPostgresException {
    boolean changed = false;
    for (QualifiedName table : config.tables()) {
      changed |= install(table, true);
    }
    return changed;
  }

  /**
   * What {@link #install} would run, as one script, with what the connecting role has to be
   * granted.
   */
  public String script() throws RetryableException, RefusedByPostgresException {
    List<String> statements = new ArrayList<>();
    for (QualifiedName name : config.tables()) {
      try {
        CapturedTable table = new TableCatalog(connection).find(name);
        statements.addAll(script(table));
      } catch (SQLException e) {
        throw PostgresErrors.translate("looking at table " + name, e);
      }
    }
    return SqlScript.inOneTransaction(statements.stream().distinct().toList());
  }

  /**
   * The stream of a table, captured as the configuration says; for a start of the source.
   *
   * @throws ConfigurationException also when a column of {@code --columns} has changed its type
   */
  StoredStream require(QualifiedName name) throws RetryableException, RefusedByPostgresException {
    install(name, false);
    try {
      CapturedTable table = new TableCatalog(connection).find(name);
      InstalledState state = InstalledState.read(connection, names, table);
      requireEnabled(name, state);
      return state.stream()
          .orElseThrow(
              () -> new RetryableException("the outbox of " + name + " was removed just now"));
    } catch (SQLException e) {
      throw PostgresErrors.translate("looking at the outbox of " + name, e);
    }
  }

  private boolean install(QualifiedName name, boolean acceptNewTypes)
      throws RetryableException, RefusedByPostgresException {
    try {
      CapturedTable table = new TableCatalog(connection).find(name);
      if (plan(table, acceptNewTypes).statements().isEmpty()) {
        return false;
      }
      return carryOut(table, acceptNewTypes);
    } catch (SQLException e) {
      if (MADE_MEANWHILE.contains(String.valueOf(e.getSQLState()))) {
        throw new RetryableException("another source installs at this moment; trying again", e);
      }
      throw PostgresErrors.translate("installing the capture of table " + name, e);
    }
  }

  private InstallationPlan plan(CapturedTable table, boolean acceptNewTypes) throws SQLException {
    Projection projection = Projection.of(table, config.columns(), config.operations());
    InstalledState installed = InstalledState.read(connection, names, table);
    if (!acceptNewTypes) {
      installed.stream().ifPresent(stream -> requireSameTypes(table, projection, stream));
    }
    return InstallationPlan.of(
        connection.getCatalog(),
        names,
        new CaptureDefinition(table, projection, config.doorbell()),
        installed);
  }

  private boolean carryOut(CapturedTable table, boolean acceptNewTypes)
      throws SQLException, RefusedByPostgresException {
    connection.setAutoCommit(false);
    try {
      SqlScript.lockInstallation(connection);
      InstallationPlan plan = plan(table, acceptNewTypes);
      SqlScript.run(connection, plan.statements());
      connection.commit();
      if (!plan.statements().isEmpty()) {
        LOG.info("captures table {}: {} statements run", table.name(), plan.statements().size());
      }
      return !plan.statements().isEmpty();
    } catch (SQLException e) {
      connection.rollback();
      if (INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())) {
        throw missingRight(table, e);
      }
      throw e;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  private RefusedByPostgresException missingRight(CapturedTable table, SQLException e)
      throws SQLException {
    SqlName role = role();
    boolean schemaExists = InstalledState.schemaExists(connection, names);
    return new RefusedByPostgresException(
        """
        role %s may not install the capture of table %s: %s
        The table's owner can run this in its place:

        %s
        or let it do so by itself.\
        """
            .formatted(
                role,
                table.name(),
                PostgresErrors.describe(e),
                SqlScript.inOneTransaction(script(table))),
        new RequiredRights(new SqlName(connection.getCatalog()), names.schema(), schemaExists, role)
            .toInstall(table));
  }

  private List<String> script(CapturedTable table) throws SQLException {
    InstallationPlan plan = plan(table, true);
    List<String> statements = new ArrayList<>(plan.statements());
    statements.addAll(new OutboxDdl(names).grants(plan.incarnation(), role()));
    return statements;
  }

  private SqlName role() throws SQLException {
    return new SqlName(connection.getMetaData().getUserName());
  }

  private static void requireSameTypes(
      CapturedTable table, Projection projection, StoredStream stream) {
    List<String> complaints = new ArrayList<>();
    for (int i = 0; i < stream.columns().size(); i++) {
      String column = stream.columns().get(i);
      String before = stream.columnTypes().get(i);
      projection.columns().stream()
          .filter(now -> now.name().value().equals(column) && !now.type().equals(before))
          .forEach(now -> complaints.add(retyped(table, now, before)));
    }
    if (!complaints.isEmpty()) {
      throw new ConfigurationException(complaints);
    }
  }

  private static String retyped(CapturedTable table, Column now, String before) {
    return "--columns: column %s of table %s was %s and is %s now; see that the application can read that, then run \"postgres-source install\" with the same options to go on"
        .formatted(now.name(), table.name(), before, now.type());
  }

  private static void requireEnabled(QualifiedName table, InstalledState state)
      throws RefusedByPostgresException {
    List<String> remedy =
        state.triggers().stream()
            .filter(trigger -> !trigger.enabled())
            .map(InstalledTrigger::name)
            .map(
                name ->
                    "ALTER TABLE %s ENABLE TRIGGER %s"
                        .formatted(table.quoted(), new SqlName(name).quoted()))
            .toList();
    if (!remedy.isEmpty()) {
      throw new RefusedByPostgresException(
          "table " + table + " has its capture disabled: rows written now are missed", remedy);
    }
  }
}
