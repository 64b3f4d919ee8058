package dev.potoroo.postgres.source.capture;

import dev.potoroo.connector.ConfigurationException;
import dev.potoroo.postgres.connection.ConnectionSettings;
import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.SqlName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What is captured, from where, and how. Immutable.
 *
 * @param connection the database and the role to work as
 * @param mode default outbox
 * @param tables to capture, at least one unless there are {@code channels}
 * @param channels that others NOTIFY on; only with mode notify
 * @param columns in the payload's order, empty for all; only with a single table
 * @param operations at least one, default INSERT alone
 * @param schema where our tables and functions live, default {@code potoroo}
 * @param poll how long a row may wait when no NOTIFY arrives, from 1 ms up, default 1 s
 * @param retain how old an acknowledged row gets before it is deleted, default 0; only with mode
 *     outbox
 * @param doorbell whether writers NOTIFY, default true; only with mode outbox
 */
public record CaptureConfig(
    ConnectionSettings connection,
    CaptureMode mode,
    List<QualifiedName> tables,
    List<SqlName> channels,
    List<SqlName> columns,
    Set<Operation> operations,
    SqlName schema,
    Duration poll,
    Duration retain,
    boolean doorbell) {

  public static final SqlName DEFAULT_SCHEMA = new SqlName("potoroo");

  /**
   * @throws ConfigurationException naming all that does not fit together
   */
  public CaptureConfig {
    tables = List.copyOf(tables);
    channels = List.copyOf(channels);
    columns = List.copyOf(columns);
    operations = Set.copyOf(operations);
    List<String> complaints = new ArrayList<>();
    checkWhatIsCaptured(mode, tables, channels, complaints);
    if (mode != CaptureMode.WAL && operations.contains(Operation.TRUNCATE)) {
      complaints.add("--operations: truncate goes with --mode wal");
    }
    if (!columns.isEmpty() && tables.size() != 1) {
      complaints.add(
          "--columns: goes with exactly one --table, got %d; run one source for each"
              .formatted(tables.size()));
    }
    if (new HashSet<>(columns).size() < columns.size()) {
      complaints.add("--columns: expected each column once, got " + columns);
    }
    if (operations.isEmpty()) {
      complaints.add("--operations: expected at least one of insert, update, delete, truncate");
    }
    if (poll.toMillis() < 1) {
      complaints.add("--poll: expected at least 1ms, got " + poll);
    }
    if (retain.isNegative()) {
      complaints.add("--retain: expected 0s or more, got " + retain);
    }
    if (!complaints.isEmpty()) {
      throw new ConfigurationException(complaints);
    }
  }

  private static void checkWhatIsCaptured(
      CaptureMode mode,
      List<QualifiedName> tables,
      List<SqlName> channels,
      List<String> complaints) {
    if (mode != CaptureMode.NOTIFY && !channels.isEmpty()) {
      complaints.add(
          "--channel: goes with --mode notify; %s captures a --table"
              .formatted(mode.name().toLowerCase(Locale.ROOT)));
    }
    if (mode != CaptureMode.NOTIFY && tables.isEmpty()) {
      complaints.add("--table: missing; expected at least one, as schema.table");
    }
    if (mode == CaptureMode.NOTIFY && tables.isEmpty() && channels.isEmpty()) {
      complaints.add("--table or --channel: missing; expected at least one of them");
    }
    if (new HashSet<>(tables).size() < tables.size()) {
      complaints.add("--table: expected each table once, got " + tables);
    }
    if (new HashSet<>(channels).size() < channels.size()) {
      complaints.add("--channel: expected each channel once, got " + channels);
    }
  }
}
