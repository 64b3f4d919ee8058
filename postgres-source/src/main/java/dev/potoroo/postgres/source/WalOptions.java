package dev.potoroo.postgres.source;

import dev.potoroo.connector.ConfigurationException;
import dev.potoroo.connector.command.ByteSize;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.capture.CaptureConfig;
import dev.potoroo.postgres.source.wal.WalSettings;
import dev.potoroo.postgres.source.wal.format.FormatName;
import dev.potoroo.postgres.source.wal.slot.OnLostSlot;
import dev.potoroo.postgres.source.wal.slot.OutputPlugin;
import dev.potoroo.postgres.source.wal.slot.PublicationName;
import dev.potoroo.postgres.source.wal.slot.SlotName;
import dev.potoroo.postgres.source.wal.slot.SlotSettings;
import dev.potoroo.postgres.source.wal.snapshot.SnapshotMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of mode wal alone: the mixin that makes {@link WalSettings}. */
final class WalOptions {

  @Option(
      names = "--slot",
      paramLabel = "NAME",
      description =
          "With mode wal: the replication slot, which is made where there is none. Default: a name"
              + " made of the database and --schema")
  private String slot = "";

  @Option(
      names = "--publication",
      paramLabel = "NAME",
      description =
          "With mode wal: the publication, which is made where there is none; one of somebody"
              + " else's is taken as it is, and from PostgreSQL 18 on says itself whether it has"
              + " generated columns. Default: named as the slot")
  private String publication = "";

  @Option(
      names = "--plugin",
      paramLabel = "PLUGIN",
      defaultValue = "pgoutput",
      description =
          "With mode wal: what the server reads its log with, pgoutput, or wal2json, which the"
              + " server must have. Default: ${DEFAULT-VALUE}")
  private String plugin = "pgoutput";

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "row",
      description =
          "With mode wal: how a payload is written: row as with mode outbox, change, debezium,"
              + " wal2json. Default: ${DEFAULT-VALUE}")
  private String format = "row";

  @Option(
      names = "--snapshot",
      paramLabel = "MODE",
      defaultValue = "initial",
      description =
          "With mode wal: initial sends the rows that are there, then the log; never the log alone;"
              + " only the rows, and then this ends. Default: ${DEFAULT-VALUE}")
  private String snapshot = "initial";

  @Option(
      names = "--heartbeat",
      paramLabel = "DURATION",
      defaultValue = "10s",
      description =
          "With mode wal: how long the log may stand still before a message is written into it, so"
              + " that the slot moves on; 0s for never. Default: ${DEFAULT-VALUE}")
  private Duration heartbeat = Duration.ofSeconds(10);

  @Option(
      names = "--spill-memory",
      paramLabel = "SIZE",
      defaultValue = "64MiB",
      description =
          "With mode wal: how much memory transactions take that are still in progress, before they"
              + " go to disk. With KiB, MiB, GiB. Default: ${DEFAULT-VALUE}")
  private ByteSize spillMemory = new ByteSize(64L << 20);

  @Option(
      names = "--spill-directory",
      paramLabel = "DIRECTORY",
      description =
          "With mode wal: where they go then; it must exist. Default: that of temporary files")
  private String spillDirectory = System.getProperty("java.io.tmpdir", "/tmp");

  @Option(
      names = "--failover",
      description =
          "With mode wal: standbys get a copy of the slot, so that it outlives a failover; from"
              + " PostgreSQL 17 on")
  private boolean failover;

  @Option(
      names = "--on-lost-slot",
      paramLabel = "ACTION",
      defaultValue = "fail",
      description =
          "With mode wal, when the log that is still needed is gone: fail ends with the gap in"
              + " numbers, snapshot begins new streams with the rows as they are now. Default:"
              + " ${DEFAULT-VALUE}")
  private String onLostSlot = "fail";

  @Option(
      names = "--position-file",
      paramLabel = "FILE",
      description =
          "With mode wal: keep the position in this file, in a directory that is there. It goes"
              + " where the source goes. Default: it is kept in --schema")
  private @Nullable Path positionFile;

  /**
   * @param config of mode wal
   * @throws ConfigurationException with all complaints at once
   */
  WalSettings settings(CaptureConfig config) {
    List<String> complaints =
        Stream.<Runnable>of(
                () -> publication(slot(config)),
                this::plugin,
                this::format,
                this::onLostSlot,
                this::snapshot)
            .flatMap(part -> CaptureOptions.complaintsOf(part).stream())
            .toList();
    if (!complaints.isEmpty()) {
      throw new ConfigurationException(complaints);
    }
    SlotSettings slotSettings =
        new SlotSettings(
            slot(config),
            publication(slot(config)),
            plugin(),
            failover,
            onLostSlot(),
            positionFile);
    return new WalSettings(
        slotSettings,
        format(),
        heartbeat,
        Path.of(spillDirectory),
        spillMemory.bytes(),
        snapshot());
  }

  private SlotName slot(CaptureConfig config) {
    return slot.isBlank()
        ? SlotName.derived(config.connection().database(), config.schema())
        : new SlotName(slot.strip());
  }

  private SnapshotMode snapshot() {
    return switch (snapshot.strip().toLowerCase(Locale.ROOT)) {
      case "initial" -> SnapshotMode.INITIAL;
      case "never" -> SnapshotMode.NEVER;
      case "only" -> SnapshotMode.ONLY;
      default ->
          throw new ConfigurationException(
              "--snapshot: expected initial, never or only, got \"" + snapshot + "\"");
    };
  }

  private PublicationName publication(SlotName slotName) {
    return DatabaseOptions.names("--publication", List.of(publication), SqlName::parse).stream()
        .findFirst()
        .map(PublicationName::new)
        .orElseGet(() -> PublicationName.derived(slotName));
  }

  private OutputPlugin plugin() {
    return Stream.of(OutputPlugin.values())
        .filter(candidate -> candidate.word().equalsIgnoreCase(plugin.strip()))
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigurationException(
                    "--plugin: expected pgoutput or wal2json, got \"" + plugin + "\""));
  }

  private FormatName format() {
    return Stream.of(FormatName.values())
        .filter(name -> name.word().equalsIgnoreCase(format.strip()))
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigurationException(
                    "--format: expected %s, got \"%s\"".formatted(formats(), format)));
  }

  private static String formats() {
    return Stream.of(FormatName.values()).map(FormatName::word).collect(Collectors.joining(", "));
  }

  private OnLostSlot onLostSlot() {
    return switch (onLostSlot.strip().toLowerCase(Locale.ROOT)) {
      case "fail" -> OnLostSlot.FAIL;
      case "snapshot" -> OnLostSlot.SNAPSHOT;
      default ->
          throw new ConfigurationException(
              "--on-lost-slot: expected fail or snapshot, got \"" + onLostSlot + "\"");
    };
  }
}
