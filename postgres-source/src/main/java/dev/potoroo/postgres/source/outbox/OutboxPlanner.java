package dev.potoroo.postgres.source.outbox;

import dev.potoroo.connector.ConfigurationException;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.capture.CaptureConfig;
import dev.potoroo.postgres.source.capture.CapturePlan;
import dev.potoroo.postgres.source.capture.CapturedTable;
import dev.potoroo.postgres.source.capture.CapturedTable.Column;
import dev.potoroo.postgres.source.capture.Projection;
import dev.potoroo.postgres.source.capture.RequiredRights;
import dev.potoroo.postgres.source.capture.SchemaObjects;
import dev.potoroo.postgres.source.capture.TriggerFamily;
import dev.potoroo.postgres.source.capture.TriggerPlan;
import dev.potoroo.postgres.source.wal.slot.LogCaptureCheck;
import dev.potoroo.protocol.PointOfReference;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Plans our schema, the outbox of a table, and the triggers that fill it. */
public final class OutboxPlanner implements CapturePlan.Planner {
  private static final int INCARNATION_BYTES = 6;

  private final Connection connection;
  private final CaptureConfig config;
  private final OutboxName names;

  public OutboxPlanner(Connection connection, CaptureConfig config) {
    this.connection = connection;
    this.config = config;
    this.names = new OutboxName(config.schema());
  }

  @Override
  public CapturePlan plan(CapturedTable table, boolean acceptNewTypes) throws SQLException {
    Projection projection = Projection.of(table, config.columns(), config.operations());
    Optional<StoredStream> installed = StreamRegistry.lookUp(connection, names, table);
    if (!acceptNewTypes) {
      installed.ifPresent(stream -> requireSameTypes(table, projection, stream));
    }
    if (installed.isPresent() && new StreamRegistry(connection, names).isEnded(installed.get())) {
      return new CapturePlan(List.of(), List.of()); // what is captured is sent, and nothing more
    }
    if (installed.isEmpty()) {
      new LogCaptureCheck(connection, config.schema()).requireNotCaptured(table);
    }
    StoredStream wanted = wanted(table, projection, installed);
    List<String> statements = new ArrayList<>(tables());
    if (installed.isEmpty()) {
      statements.addAll(new OutboxDdl(names).createStream(wanted));
    } else if (!installed.get().equals(wanted)) {
      statements.add(new OutboxDdl(names).updateStream(wanted));
    }
    TriggerFamily family = names.triggers(wanted.incarnation());
    CaptureBody body = new CaptureBody(names, wanted.incarnation(), projection, config.doorbell());
    statements.addAll(
        TriggerPlan.statements(
            connection, table, family, family.triggers(table, config.operations()), body::of));
    SqlName role = new SqlName(connection.getMetaData().getUserName());
    return new CapturePlan(statements, new OutboxDdl(names).grants(wanted.incarnation(), role));
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
      statements.addAll(new OutboxDdl(names).createTables());
    }
    return statements;
  }

  private StoredStream wanted(
      CapturedTable table, Projection projection, Optional<StoredStream> installed)
      throws SQLException {
    String incarnation = installed.map(StoredStream::incarnation).orElseGet(OutboxPlanner::random);
    String name = "%s.%s/outbox/%s".formatted(connection.getCatalog(), table.name(), incarnation);
    return new StoredStream(
        incarnation,
        installed.map(StoredStream::name).orElse(name),
        table.oid(),
        table.name().quoted(),
        projection.columns().stream().map(column -> column.name().value()).toList(),
        projection.columns().stream().map(Column::type).toList(),
        installed.map(StoredStream::acknowledged).orElse(PointOfReference.NEVER));
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

  private static String random() {
    byte[] bytes = new byte[INCARNATION_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
