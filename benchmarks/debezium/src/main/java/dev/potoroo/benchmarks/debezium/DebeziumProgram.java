package dev.potoroo.benchmarks.debezium;

import io.debezium.engine.ChangeEvent;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.format.Json;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.Properties;

/**
 * Captures {@code transactions} and writes their alerts to {@code alert_log}, until SIGTERM. Called
 * with {@code PORT SLOT OFFSETS}. Debezium has its own defaults but for where things are, no
 * snapshot, and events without their schema.
 */
final class DebeziumProgram {

  private DebeziumProgram() {}

  public static void main(String... args) throws Exception {
    String port = args[0];
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres");
        AlertInsert sink = new AlertInsert(connection);
        DebeziumEngine<ChangeEvent<String, String>> engine =
            DebeziumEngine.create(Json.class)
                .using(properties(port, args[1], args[2]))
                .notifying(sink)
                .build()) {
      Thread main = Thread.currentThread();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(engine, main)));
      engine.run();
    }
  }

  private static Properties properties(String port, String slot, String offsets) {
    Properties properties = new Properties();
    properties.setProperty("name", "benchmark");
    properties.setProperty("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
    properties.setProperty(
        "offset.storage", "org.apache.kafka.connect.storage.FileOffsetBackingStore");
    properties.setProperty("offset.storage.file.filename", offsets);
    properties.setProperty("database.hostname", "127.0.0.1");
    properties.setProperty("database.port", port);
    properties.setProperty("database.user", "postgres");
    properties.setProperty("database.password", "postgres");
    properties.setProperty("database.dbname", "postgres");
    properties.setProperty("topic.prefix", "benchmark");
    properties.setProperty("plugin.name", "pgoutput");
    properties.setProperty("slot.name", slot);
    properties.setProperty("table.include.list", "public.transactions");
    properties.setProperty("publication.autocreate.mode", "filtered");
    properties.setProperty("snapshot.mode", "no_data");
    properties.setProperty("decimal.handling.mode", "string");
    properties.setProperty("converter.schemas.enable", "false");
    return properties;
  }

  /** Closing stores the offsets; the process ends when {@code main} has. */
  private static void stop(DebeziumEngine<?> engine, Thread main) {
    try {
      engine.close();
      main.join();
    } catch (Exception e) {
      throw new IllegalStateException("the engine does not stop", e);
    }
  }
}
