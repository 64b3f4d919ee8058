package dev.potoroo.postgres.source.wal;

import dev.potoroo.connector.ConfigurationException;
import dev.potoroo.postgres.source.capture.CapturedTable;
import dev.potoroo.postgres.source.wal.catalog.LogCatalog;
import dev.potoroo.postgres.source.wal.change.LogDecoder;
import dev.potoroo.postgres.source.wal.pgoutput.PgOutputLogDecoder;
import dev.potoroo.postgres.source.wal.wal2json.Wal2JsonLogDecoder;
import dev.potoroo.postgres.source.wal.wal2json.Wal2JsonOptions;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How a slot is started and read, by its output plugin.
 *
 * @param options that the slot is started with
 * @param decoders gives a new one for each connection
 */
record LogPlugin(Map<String, String> options, Supplier<LogDecoder> decoders) {

  static LogPlugin pgoutput(Map<String, String> options) {
    return new LogPlugin(options, PgOutputLogDecoder::new);
  }

  /**
   * @throws ConfigurationException for a partitioned table: the plugin tells its rows by the names
   *     of partitions
   */
  static LogPlugin wal2json(List<CapturedTable> tables, LogCatalog catalog) {
    List<String> complaints =
        tables.stream()
            .filter(CapturedTable::partitioned)
            .map(
                table ->
                    "--plugin: expected pgoutput for the partitioned table %s, got wal2json, which tells its rows by the names of partitions"
                        .formatted(table.name()))
            .toList();
    if (!complaints.isEmpty()) {
      throw new ConfigurationException(complaints);
    }
    return new LogPlugin(
        Wal2JsonOptions.of(tables.stream().map(CapturedTable::name).toList(), Heartbeat.PREFIX),
        () -> new Wal2JsonLogDecoder(catalog));
  }
}
