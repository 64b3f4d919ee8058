package dev.potoroo.postgres.source.notify;

import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.capture.CaptureConfig;
import dev.potoroo.postgres.source.capture.CapturePlan;
import dev.potoroo.postgres.source.capture.CapturedTable;
import dev.potoroo.postgres.source.capture.Projection;
import dev.potoroo.postgres.source.capture.RequiredRights;
import dev.potoroo.postgres.source.capture.SchemaObjects;
import dev.potoroo.postgres.source.capture.TriggerFamily;
import dev.potoroo.postgres.source.capture.TriggerPlan;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Plans our schema, and the triggers that NOTIFY a table's rows. */
public final class NotifyPlanner implements CapturePlan.Planner {
  private final Connection connection;
  private final CaptureConfig config;
  private final NotifyName names;

  public NotifyPlanner(Connection connection, CaptureConfig config) {
    this.connection = connection;
    this.config = config;
    this.names = new NotifyName(config.schema());
  }

  /** Column types make no difference: nothing is kept that has the older ones. */
  @Override
  public CapturePlan plan(CapturedTable table, boolean acceptNewTypes) throws SQLException {
    Projection projection = Projection.of(table, config.columns(), config.operations());
    TriggerFamily family = names.triggers(table);
    NotifyBody body = new NotifyBody(names, names.channel(table), projection);
    List<String> statements = new ArrayList<>(tables());
    statements.addAll(
        TriggerPlan.statements(
            connection, table, family, family.triggers(table, config.operations()), body::of));
    return new CapturePlan(statements, grants(new SqlName(connection.getMetaData().getUserName())));
  }

  @Override
  public List<String> rights(SqlName role, CapturedTable table) {
    return RequiredRights.toTrigger(role, table);
  }

  private List<String> tables() throws SQLException {
    List<String> statements = new ArrayList<>();
    if (!SchemaObjects.schemaExists(connection, names.schema())) {
      statements.add(SchemaObjects.createSchema(names.schema()));
    }
    if (!names.areInstalled(connection)) {
      statements.add("CREATE SEQUENCE IF NOT EXISTS " + names.sequence());
      statements.add(
          """
          CREATE TABLE IF NOT EXISTS %s (
            id bigint PRIMARY KEY,
            channel text NOT NULL,
            event_time bigint NOT NULL,
            key text NOT NULL,
            payload text NOT NULL
          )"""
              .formatted(names.oversize()));
    }
    return statements;
  }

  private List<String> grants(SqlName role) {
    return List.of(
        RequiredRights.grant("USAGE ON SCHEMA " + names.schema().quoted(), role),
        RequiredRights.grant("SELECT, DELETE ON " + names.oversize(), role));
  }
}
