package dev.potoroo.postgres.source.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.potoroo.connector.ConfigurationException;
import dev.potoroo.postgres.source.capture.CaptureConfig;
import dev.potoroo.postgres.source.capture.Installation;
import dev.potoroo.postgres.source.capture.SourceConnection;
import dev.potoroo.postgres.source.driver.Capture;
import dev.potoroo.postgres.source.driver.SentMessage;
import dev.potoroo.postgres.source.driver.SourceDriver;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The captured table changes under the source: no write to it fails, and nothing is missed. */
@ExtendWith(PostgresExtension.class)
final class SchemaChangeIT {
  private PostgresDatabase database;
  private Capture capture;

  @BeforeEach
  void createTable(PostgresDatabase fresh) throws SQLException {
    database = fresh;
    capture =
        Capture.in(database)
            .table("CREATE TABLE accounts (id int PRIMARY KEY, amount int)", "accounts");
  }

  @Test
  void showsANewColumnWithoutARestart() throws Exception {
    try (SourceDriver source = start(all())) {
      database.execute("INSERT INTO accounts VALUES (1, 10)");

      database.execute("ALTER TABLE accounts ADD COLUMN owner text DEFAULT 'Ann'");
      database.execute("INSERT INTO accounts VALUES (2, 20)");

      source.awaitSent(2);
      assertThat(source.payloads())
          .containsExactly(
              "{\"id\":1,\"amount\":10}", "{\"id\":2,\"amount\":20,\"owner\":\"Ann\"}");
    }
  }

  @Test
  void failsNoWriterWhenColumnsAndKeyAreDropped() throws Exception {
    try (SourceDriver source = start(chosen())) {

      database.execute("ALTER TABLE accounts DROP COLUMN id, ADD COLUMN name text");
      database.execute("INSERT INTO accounts VALUES (10, 'x')");

      assertThat(source.awaitSent(1))
          .extracting(SentMessage::key, SentMessage::payload)
          .containsExactly(tuple("", "{\"amount\":10,\"id\":null}"));
    }
  }

  @Test
  void namesADroppedColumnThatWasAskedFor() throws Exception {
    start(chosen()).close();
    database.execute("ALTER TABLE accounts DROP COLUMN amount");
    OutboxSource source = new OutboxSource(chosen());

    assertThatThrownBy(source::open)
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("--columns: table public.accounts has no column amount; it has id");
    source.close();
  }

  @Test
  void namesAColumnThatWasAskedForAndHasAnotherTypeNow() throws Exception {
    start(chosen()).close();
    database.execute("ALTER TABLE accounts ALTER COLUMN amount TYPE text");
    OutboxSource source = new OutboxSource(chosen());

    assertThatThrownBy(source::open)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith(
            "--columns: column amount of table public.accounts was integer and is text now");
    source.close();
  }

  @Test
  void goesOnWithTheNewTypeAfterAnInstallation() throws Exception {
    start(chosen()).close();
    database.execute("ALTER TABLE accounts ALTER COLUMN amount TYPE text");

    try (Connection connection = SourceConnection.open(chosen().connection())) {
      new Installation(connection, chosen(), new OutboxPlanner(connection, chosen())).install();
    }

    try (SourceDriver source = start(chosen())) {
      database.execute("INSERT INTO accounts VALUES (1, 'ten')");
      source.awaitSent(1);
      assertThat(source.payloads()).containsExactly("{\"amount\":\"ten\",\"id\":1}");
    }
  }

  @Test
  void takesAnotherChoiceOfColumnsFromTheNextStartOn() throws Exception {
    start(chosen()).close();
    database.execute("INSERT INTO accounts VALUES (1, 10)");

    try (SourceDriver source = start(all())) {
      database.execute("INSERT INTO accounts VALUES (2, 20)");

      source.awaitSent(2);
      assertThat(source.payloads())
          .containsExactly("{\"amount\":10,\"id\":1}", "{\"id\":2,\"amount\":20}");
    }
  }

  @Test
  void followsATableThatIsRenamed() throws Exception {
    String stream;
    try (SourceDriver source = start(all())) {
      stream = source.stream().name();
    }
    database.execute("ALTER TABLE accounts RENAME TO customers");
    database.execute("INSERT INTO customers VALUES (1, 10)");

    try (SourceDriver source = start(capture.of("customers").build())) {

      assertThat(source.stream().name()).isEqualTo(stream);
      assertThat(source.awaitSent(1)).hasSize(1);
    }
  }

  @Test
  void goesOnWithATableThatWasDroppedAndMadeAnew() throws Exception {
    try (SourceDriver source = start(all())) {
      database.execute("INSERT INTO accounts VALUES (1, 10)");
      source.awaitSent(1);
      source.acknowledge(1);
    }
    database.execute("INSERT INTO accounts VALUES (2, 20); DROP TABLE accounts");
    capture.table("CREATE TABLE accounts (id int)", "accounts");

    try (SourceDriver source = start(all())) {
      database.execute("INSERT INTO accounts VALUES (3)");

      assertThat(source.awaitSent(2)).extracting(SentMessage::id).containsExactly(2L, 3L);
      assertThat(source.payloads()).containsExactly("{\"id\":2,\"amount\":20}", "{\"id\":3}");
    }
  }

  @Test
  void movesToTheTableThatWasSwappedIn() throws Exception {
    start(all()).close();
    database.execute("ALTER TABLE accounts RENAME TO old_accounts");
    capture.table("CREATE TABLE accounts (id int)", "accounts");

    try (SourceDriver source = start(all())) {
      database.execute("INSERT INTO old_accounts VALUES (1, 10)");
      database.execute("INSERT INTO accounts VALUES (2)");

      source.awaitSent(1);
      assertThat(source.drain()).extracting(SentMessage::payload).containsExactly("{\"id\":2}");
    }
  }

  private CaptureConfig all() {
    return capture.of("accounts").build();
  }

  private CaptureConfig chosen() {
    return capture.of("accounts").columns("amount", "id").build();
  }

  private static SourceDriver start(CaptureConfig config) throws Exception {
    return SourceDriver.start(new OutboxSource(config));
  }
}
