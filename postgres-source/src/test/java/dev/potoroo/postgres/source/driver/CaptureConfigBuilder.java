package dev.potoroo.postgres.source.driver;

import dev.potoroo.postgres.connection.ConnectionSettings;
import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.capture.CaptureConfig;
import dev.potoroo.postgres.source.capture.CaptureMode;
import dev.potoroo.postgres.source.capture.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Makes the configuration of a test, from defaults that are those of the command line. */
public final class CaptureConfigBuilder {
  private final ConnectionSettings connection;
  private final List<QualifiedName> tables;
  private CaptureMode mode = CaptureMode.OUTBOX;
  private List<SqlName> channels = List.of();
  private List<SqlName> columns = List.of();
  private Set<Operation> operations = Set.of(Operation.INSERT);
  private SqlName schema = CaptureConfig.DEFAULT_SCHEMA;
  private Duration poll = Duration.ofMillis(50);
  private Duration retain = Duration.ZERO;
  private boolean doorbell = true;

  CaptureConfigBuilder(String connection, String... tables) {
    this.connection = ConnectionSettings.parse(connection);
    this.tables = Stream.of(tables).map(QualifiedName::parse).toList();
  }

  public CaptureConfigBuilder notifying(String... foreignChannels) {
    mode = CaptureMode.NOTIFY;
    channels = names(foreignChannels);
    return this;
  }

  public CaptureConfigBuilder columns(String... names) {
    columns = names(names);
    return this;
  }

  public CaptureConfigBuilder operations(Operation... captured) {
    operations = Set.of(captured);
    return this;
  }

  public CaptureConfigBuilder schema(String own) {
    schema = new SqlName(own);
    return this;
  }

  public CaptureConfigBuilder poll(Duration interval) {
    poll = interval;
    return this;
  }

  public CaptureConfigBuilder retain(Duration age) {
    retain = age;
    return this;
  }

  public CaptureConfigBuilder withoutDoorbell() {
    doorbell = false;
    return this;
  }

  public CaptureConfig build() {
    return new CaptureConfig(
        connection, mode, tables, channels, columns, operations, schema, poll, retain, doorbell);
  }

  private static List<SqlName> names(String... names) {
    return Stream.of(names).map(SqlName::new).toList();
  }
}
