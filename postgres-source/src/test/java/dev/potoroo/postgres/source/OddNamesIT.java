package dev.potoroo.postgres.source;

import static dev.potoroo.postgres.source.capture.Operation.DELETE;
import static dev.potoroo.postgres.source.capture.Operation.INSERT;
import static dev.potoroo.postgres.source.capture.Operation.UPDATE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.potoroo.postgres.source.driver.Capture;
import dev.potoroo.postgres.source.driver.LogCaptureBuilder;
import dev.potoroo.postgres.source.driver.SentMessage;
import dev.potoroo.postgres.source.driver.SourceDriver;
import dev.potoroo.postgres.source.notify.NotifySource;
import dev.potoroo.postgres.source.outbox.OutboxSource;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.testkit.postgres.OddName;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Every {@link OddName} is taken for what it is, wherever an operator may put one: schemas, tables
 * and columns that are captured, channels, and the schema that the source makes for itself.
 */
@ExtendWith(PostgresExtension.class)
final class OddNamesIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Each in a schema of its name, with a key of its name. */
  private static final String[] TABLES =
      Arrays.stream(OddName.values())
          .map(name -> name.quoted() + "." + name.quoted())
          .toArray(String[]::new);

  private PostgresDatabase database;

  @BeforeEach
  void createCanary(PostgresDatabase fresh) throws Exception {
    database = fresh;
    OddName.createCanary(database);
  }

  @AfterEach
  void theCanaryLives() throws Exception {
    assertThat(OddName.canaryLives(database)).isTrue();
  }

  @Test
  void anOutboxIsFilledFromTablesOfAnyName() throws Exception {
    Capture capture = Capture.in(database).table(tables(), TABLES);
    letUse(capture.role().name());
    var config = capture.of(TABLES).operations(INSERT, UPDATE, DELETE).build();

    try (SourceDriver source = SourceDriver.start(new OutboxSource(config))) {
      assertEachTableIsRead(source);
    }
  }

  @Test
  void notificationsComeFromTablesOfAnyName() throws Exception {
    Capture capture = Capture.in(database).table(tables(), TABLES);
    letUse(capture.role().name());
    var config = capture.of(TABLES).notifying().operations(INSERT, UPDATE, DELETE).build();

    try (SourceDriver source = SourceDriver.start(new NotifySource(config))) {
      assertEachTableIsRead(source);
    }
  }

  @Test
  void theLogIsReadForTablesOfAnyName() throws Exception {
    LogCaptureBuilder capture =
        LogCaptureBuilder.in(database).table(tables(), TABLES).operations(INSERT, UPDATE, DELETE);
    letUse(capture.role().name());

    try (SourceDriver source = SourceDriver.start(capture.source(TABLES))) {
      assertEachTableIsRead(source);
    }
  }

  @Test
  void theColumnsOfARowMayHaveAnyNames() throws Exception {
    String[] columns = Arrays.stream(OddName.values()).map(OddName::text).toArray(String[]::new);
    Capture capture =
        Capture.in(database)
            .table(
                Arrays.stream(OddName.values())
                    .map(name -> name.quoted() + " text DEFAULT '" + name + "'")
                    .collect(Collectors.joining(", ", "CREATE TABLE t (hidden int, ", ")")),
                "t");

    try (SourceDriver source =
        SourceDriver.start(new OutboxSource(capture.of("t").columns(columns).build()))) {
      database.execute("INSERT INTO t DEFAULT VALUES");

      JsonNode row = JSON.readTree(source.awaitSent(1).get(0).payload());
      assertThat(row.fieldNames()).toIterable().containsExactly(columns);
      for (OddName name : OddName.values()) {
        assertThat(row.path(name.text()).asText()).isEqualTo(name.name());
      }
    }
  }

  @Test
  void channelsMayHaveAnyNames() throws Exception {
    String[] channels = Arrays.stream(OddName.values()).map(OddName::text).toArray(String[]::new);
    var config = Capture.withoutRights(database).of().notifying(channels).build();

    try (SourceDriver source = SourceDriver.start(new NotifySource(config))) {
      for (OddName name : OddName.values()) {
        database.execute("SELECT pg_notify(%s, '%s')".formatted(name.literal(), name));
      }

      List<SentMessage> sent = source.awaitSent(channels.length);
      assertThat(sent)
          .extracting(SentMessage::payload)
          .containsExactly(Stream.of(OddName.values()).map(OddName::name).toArray(String[]::new));
      assertThat(sent).extracting(SentMessage::stream).doesNotHaveDuplicates();
    }
  }

  @Test
  void theSourcesOwnSchemaMayHaveAnyName() throws Exception {
    Capture capture = Capture.in(database);
    for (OddName name : OddName.values()) {
      String table = "t_" + name;
      capture.table("CREATE TABLE %s (id text PRIMARY KEY)".formatted(table), table);
      var outbox = capture.of(table).schema(name.text()).build();
      var notifications = capture.of(table).schema(name.text()).notifying().build();
      try (SourceDriver reading = SourceDriver.start(new OutboxSource(outbox));
          SourceDriver listening = SourceDriver.start(new NotifySource(notifications))) {
        database.execute("INSERT INTO %s VALUES ('here')".formatted(table));

        assertThat(reading.awaitSent(1)).extracting(SentMessage::key).containsExactly("here");
        assertThat(listening.awaitSent(1)).extracting(SentMessage::key).containsExactly("here");
      }
    }
  }

  private static String tables() {
    return Arrays.stream(OddName.values())
        .map(
            name ->
                "CREATE SCHEMA %1$s; CREATE TABLE %1$s.%1$s (%1$s text PRIMARY KEY, rest text);"
                    .formatted(name.quoted()))
        .collect(Collectors.joining("\n"));
  }

  private void letUse(String role) throws Exception {
    for (OddName name : OddName.values()) {
      database.execute("GRANT USAGE ON SCHEMA %s TO %s".formatted(name.quoted(), role));
    }
  }

  /**
   * Inserts, changes and deletes a row of each table, and finds all three in the table's stream.
   */
  private void assertEachTableIsRead(SourceDriver source) throws Exception {
    for (OddName name : OddName.values()) {
      database.execute(
          """
          INSERT INTO %1$s.%1$s VALUES ('%2$s', 'a');
          UPDATE %1$s.%1$s SET rest = 'b';
          DELETE FROM %1$s.%1$s
          """
              .formatted(name.quoted(), name));
    }

    List<SentMessage> sent = source.awaitSent(3 * OddName.values().length);

    Set<StreamId> streams = new HashSet<>();
    for (OddName name : OddName.values()) {
      List<SentMessage> messages =
          sent.stream().filter(message -> message.key().equals(name.name())).toList();
      assertThat(messages)
          .as(name.name())
          .extracting(SentMessage::payload)
          .map(payload -> JSON.readTree(payload).at("/operation").asText())
          .containsExactly("insert", "update", "delete");
      assertThat(JSON.readTree(messages.get(0).payload()).at("/after"))
          .isEqualTo(JSON.createObjectNode().put(name.text(), name.name()).put("rest", "a"));
      assertThat(messages).extracting(SentMessage::stream).containsOnly(messages.get(0).stream());
      assertThat(streams.add(messages.get(0).stream())).as("a stream of its own").isTrue();
    }
  }
}
