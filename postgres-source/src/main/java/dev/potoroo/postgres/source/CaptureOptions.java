package dev.potoroo.postgres.source;

import dev.potoroo.connector.ConfigurationException;
import dev.potoroo.connector.command.CheckedOptions;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.capture.CaptureConfig;
import dev.potoroo.postgres.source.capture.CaptureMode;
import dev.potoroo.postgres.source.capture.Operation;
import dev.potoroo.postgres.source.wal.WalSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that say what is captured: the mixin that makes a {@link CaptureConfig}. */
final class CaptureOptions implements CheckedOptions {

  @Mixin private DatabaseOptions database = new DatabaseOptions();

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      defaultValue = "outbox",
      description =
          "outbox: exactly once, through an outbox table. wal: exactly once, from the write-ahead"
              + " log. notify: in the payload of NOTIFY; what is sent while this is disconnected is"
              + " lost. Default: ${DEFAULT-VALUE}")
  private String mode = "outbox";

  @Option(
      names = "--channel",
      paramLabel = "NAME",
      description = "With mode notify: a channel that others NOTIFY on. More than one as --table")
  private List<String> channels = new ArrayList<>();

  @Option(
      names = "--columns",
      paramLabel = "COLUMN,…",
      description = "These columns only, in this order; with a single table. Default: all")
  private List<String> columns = new ArrayList<>();

  @Option(
      names = "--operations",
      paramLabel = "OPERATION,…",
      defaultValue = "insert",
      description =
          "insert, update, delete, and with mode wal truncate. With insert alone a payload is the"
              + " bare row, else it is {\"operation\":…,\"before\":…,\"after\":…}. Default:"
              + " ${DEFAULT-VALUE}")
  private String operations = "insert";

  @Option(
      names = "--poll",
      paramLabel = "DURATION",
      defaultValue = "1s",
      description =
          "How long a row may wait when its NOTIFY gets lost. With ms, s, m. Default:"
              + " ${DEFAULT-VALUE}")
  private Duration poll = Duration.ofSeconds(1);

  @Option(
      names = "--retain",
      paramLabel = "DURATION",
      defaultValue = "0s",
      description =
          "How old an acknowledged row gets before it leaves the outbox. Default: ${DEFAULT-VALUE}")
  private Duration retain = Duration.ZERO;

  @Option(
      names = "--no-doorbell",
      description =
          "Writers do not NOTIFY: rows wait for the next poll, and PREPARE TRANSACTION works")
  private boolean noDoorbell;

  @Mixin private WalOptions wal = new WalOptions();

  /**
   * @throws ConfigurationException with all complaints at once
   */
  CaptureConfig config() {
    requireParts();
    return config(mode());
  }

  /** As {@link #config()}, in that mode, whatever {@code --mode} says. */
  CaptureConfig config(CaptureMode chosen) {
    requireParts();
    return new CaptureConfig(
        database.connection(),
        chosen,
        database.tables(),
        channels(),
        columns(),
        operations(),
        database.schema(),
        poll,
        retain,
        !noDoorbell);
  }

  /**
   * What mode wal has to be told besides.
   *
   * @throws ConfigurationException with all complaints at once
   */
  WalSettings wal(CaptureConfig config) {
    return wal.settings(config);
  }

  @Override
  public List<String> complaints() {
    return complaintsOf(() -> wal(config()));
  }

  private void requireParts() {
    List<String> complaints = complaintsOfParts();
    if (!complaints.isEmpty()) {
      throw new ConfigurationException(complaints);
    }
  }

  /** Of each option by itself. Whether they fit together can be said only when these are none. */
  private List<String> complaintsOfParts() {
    return Stream.<Runnable>of(
            database::connection,
            this::mode,
            database::tables,
            this::channels,
            this::columns,
            this::operations,
            database::schema)
        .flatMap(part -> complaintsOf(part).stream())
        .toList();
  }

  /** What a part says about its option when it is asked for. */
  static List<String> complaintsOf(Runnable part) {
    try {
      part.run();
      return List.of();
    } catch (ConfigurationException e) {
      return e.complaints();
    }
  }

  private CaptureMode mode() {
    return switch (mode.strip().toLowerCase(Locale.ROOT)) {
      case "outbox" -> CaptureMode.OUTBOX;
      case "notify" -> CaptureMode.NOTIFY;
      case "wal" -> CaptureMode.WAL;
      default ->
          throw new ConfigurationException(
              "--mode: expected outbox, notify or wal, got \"" + mode + "\"");
    };
  }

  private List<SqlName> channels() {
    return DatabaseOptions.names("--channel", channels, SqlName::parse);
  }

  private List<SqlName> columns() {
    return DatabaseOptions.names("--columns", columns, SqlName::parse);
  }

  private Set<Operation> operations() {
    return Set.copyOf(
        DatabaseOptions.names("--operations", List.of(operations), CaptureOptions::operation));
  }

  private static Operation operation(String word) {
    return Stream.of(Operation.values())
        .filter(operation -> operation.word().equalsIgnoreCase(word))
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigurationException(
                    "expected insert, update, delete or truncate, got \"" + word + "\""));
  }
}
