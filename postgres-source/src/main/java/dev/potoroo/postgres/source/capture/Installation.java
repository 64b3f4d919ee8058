package dev.potoroo.postgres.source.capture;

import dev.potoroo.connector.ConfigurationException;
import dev.potoroo.connector.RetryableException;
import dev.potoroo.postgres.connection.PostgresErrors;
import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.capture.CapturePlan.Planner;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to it that the tables of a configuration are captured as it says. */
public final class Installation {
  private static final Logger LOG = LoggerFactory.getLogger(Installation.class);

  /** SQLSTATE insufficient_privilege. */
  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  /** SQLSTATEs of an object that somebody else made at the same time: look again. */
  private static final Set<String> MADE_MEANWHILE = Set.of("42P06", "42P07", "42710", "23505");

  private final Connection connection;
  private final CaptureConfig config;
  private final Planner planner;

  public Installation(Connection connection, CaptureConfig config, Planner planner) {
    this.connection = connection;
    this.config = config;
    this.planner = planner;
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
   * Installs what is missing for one table, as a start of the source does. Throws as {@link
   * #install} does, and refuses a column of {@code --columns} that has changed its type.
   */
  public void require(QualifiedName table) throws RetryableException, RefusedByPostgresException {
    install(table, false);
  }

  /**
   * What {@link #install} would run, as a script for psql, with all that the connecting role has to
   * be granted when it is somebody else who runs it.
   */
  public String script() throws RetryableException, RefusedByPostgresException {
    List<String> statements = new ArrayList<>();
    for (QualifiedName name : config.tables()) {
      try {
        statements.addAll(statements(new TableCatalog(connection).find(name)));
      } catch (SQLException e) {
        throw translate(name, e);
      }
    }
    return SqlScript.inOneTransaction(statements.stream().distinct().toList());
  }

  private boolean install(QualifiedName name, boolean acceptNewTypes)
      throws RetryableException, RefusedByPostgresException {
    try {
      CapturedTable table = new TableCatalog(connection).find(name);
      return !planner.plan(table, acceptNewTypes).statements().isEmpty()
          && carryOut(table, acceptNewTypes);
    } catch (SQLException e) {
      throw translate(name, e);
    }
  }

  private boolean carryOut(CapturedTable table, boolean acceptNewTypes)
      throws SQLException, RefusedByPostgresException {
    connection.setAutoCommit(false);
    try {
      SqlScript.lockInstallation(connection);
      List<String> statements = planner.plan(table, acceptNewTypes).statements();
      SqlScript.run(connection, statements);
      connection.commit();
      LOG.info("table {}: capture installed, {} statements", table.name(), statements.size());
      return !statements.isEmpty();
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
    return new RefusedByPostgresException(
        """
        role %s may not install the capture of table %s: %s
        The table's owner can run this in its place:

        %s
        or let the role do so by itself.\
        """
            .formatted(
                role(),
                table.name(),
                PostgresErrors.describe(e),
                SqlScript.inOneTransaction(statements(table))),
        Stream.concat(
                Stream.of(RequiredRights.toOurSchema(connection, config.schema(), role())),
                planner.rights(role(), table).stream())
            .toList());
  }

  private RefusedByPostgresException translate(QualifiedName table, SQLException e)
      throws RetryableException {
    String state = String.valueOf(e.getSQLState());
    if (MADE_MEANWHILE.contains(state)) {
      throw new RetryableException("another source installs at this moment; trying again", e);
    }
    if (state.equals(INSUFFICIENT_PRIVILEGE)) {
      // Somebody else owns our schema and has not granted what the script of install --print does.
      return new RefusedByPostgresException(
          "the capture of table %s is not ours to read: %s"
              .formatted(table, PostgresErrors.describe(e)),
          RequiredRights.toRead(config.schema(), config.connection().user()));
    }
    return PostgresErrors.translate("installing the capture of table " + table, e);
  }

  private List<String> statements(CapturedTable table) throws SQLException {
    CapturePlan plan = planner.plan(table, true);
    return Stream.concat(plan.statements().stream(), plan.grants().stream()).toList();
  }

  private SqlName role() throws SQLException {
    return new SqlName(connection.getMetaData().getUserName());
  }
}
