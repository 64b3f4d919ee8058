package dev.potoroo.postgres.source.doctor;

import dev.potoroo.connector.ConfigurationException;
import dev.potoroo.postgres.connection.PostgresErrors;
import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.connection.doctor.Check;
import dev.potoroo.postgres.connection.doctor.Finding;
import dev.potoroo.postgres.source.capture.CaptureConfig;
import dev.potoroo.postgres.source.capture.CapturePlan;
import dev.potoroo.postgres.source.capture.CapturePlan.Planner;
import dev.potoroo.postgres.source.capture.CapturedTable;
import dev.potoroo.postgres.source.capture.RequiredRights;
import dev.potoroo.postgres.source.capture.TableCatalog;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Whether a table is captured as the options ask: our schema, its tables, the triggers and their
 * functions. And whether the role has the rights for what is there, or to put up what is not.
 */
record CaptureCheck(
    CaptureConfig config, QualifiedName wanted, Function<Connection, Planner> planners)
    implements Check {
  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  /** SQLSTATEs of a table or a column that our own tables lack. */
  private static final Set<String> OTHER_SHAPE = Set.of("42P01", "42703");

  @Override
  public String name() {
    return "capture";
  }

  @Override
  public List<Finding> examine(Connection connection) throws SQLException {
    SqlName role = new SqlName(connection.getMetaData().getUserName());
    CapturedTable table;
    try {
      table = new TableCatalog(connection).find(wanted);
    } catch (ConfigurationException e) {
      return List.of(Finding.skipped("the table has to be mended first"));
    }
    Planner planner = planners.apply(connection);
    try {
      CapturePlan plan = planner.plan(table, false);
      return plan.statements().isEmpty()
          ? installed(connection, table, plan)
          : List.of(missing(connection, table, plan, rightsToInstall(connection, planner, table)));
    } catch (ConfigurationException e) {
      return e.complaints().stream().map(Finding::failed).toList();
    } catch (SQLException e) {
      return List.of(unreadable(role, e));
    }
  }

  private List<Finding> installed(Connection connection, CapturedTable table, CapturePlan plan)
      throws SQLException {
    List<String> grants = missing(connection, plan.grants());
    if (!grants.isEmpty()) {
      return List.of(
          Finding.failed("the capture of table %s is not ours to read".formatted(table.name()))
              .mendedBy(grants));
    }
    List<String> off = DisabledTriggers.remedy(connection, config.schema(), table);
    return List.of(
        off.isEmpty()
            ? Finding.ok("table %s is captured".formatted(table.name()))
            : Finding.failed(
                    "table %s has its capture switched off: rows written now are missed"
                        .formatted(table.name()))
                .mendedBy(off));
  }

  private Finding missing(
      Connection connection, CapturedTable table, CapturePlan plan, List<String> rights)
      throws SQLException {
    String text =
        "table %s is not captured as the options ask: what is written now is not sent"
            .formatted(table.name());
    List<String> grants = missing(connection, rights);
    return grants.isEmpty()
        ? Finding.warning(text)
            .advising("a start of the source installs it; or the table's owner runs this SQL")
            .mendedBy(withGrants(plan))
        : Finding.failed(text + ", and rights to install it are missing")
            .advising("let the role install it by itself")
            .mendedBy(grants);
  }

  private static List<String> withGrants(CapturePlan plan) {
    return Stream.concat(plan.statements().stream(), plan.grants().stream()).toList();
  }

  private List<String> rightsToInstall(Connection connection, Planner planner, CapturedTable table)
      throws SQLException {
    SqlName role = new SqlName(connection.getMetaData().getUserName());
    List<String> rights = new ArrayList<>();
    rights.add(RequiredRights.toOurSchema(connection, config.schema(), role));
    rights.addAll(planner.rights(role, table));
    return rights;
  }

  private static List<String> missing(Connection connection, List<String> grants)
      throws SQLException {
    List<String> missing = new ArrayList<>();
    for (String grant : grants) {
      for (Right right : Right.parse(grant)) {
        if (right.isMissing(connection) && !missing.contains(grant)) {
          missing.add(grant);
        }
      }
    }
    return missing;
  }

  private Finding unreadable(SqlName role, SQLException e) throws SQLException {
    String state = String.valueOf(e.getSQLState());
    if (state.equals(INSUFFICIENT_PRIVILEGE)) {
      return Finding.failed("%s may not read schema %s".formatted(role, config.schema()))
          .mendedBy(RequiredRights.toRead(config.schema(), role.value()));
    }
    if (OTHER_SHAPE.contains(state)) {
      return Finding.failed(
              "schema %s was made by another version: %s"
                  .formatted(config.schema(), PostgresErrors.describe(e)))
          .advising("run postgres-source uninstall of that version, then install");
    }
    throw e;
  }
}
