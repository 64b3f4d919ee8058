package dev.potoroo.postgres.source.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.postgres.source.driver.Capture;
import dev.potoroo.postgres.source.driver.SentMessage;
import dev.potoroo.postgres.source.driver.SourceDriver;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One table, from the writer's commit to the message, and to the row's end in the outbox. */
@ExtendWith(PostgresExtension.class)
final class OutboxSourceIT {
  private final PostgresDatabase database;
  private Capture capture;

  OutboxSourceIT(PostgresDatabase database) {
    this.database = database;
  }

  @BeforeEach
  void createTable() throws SQLException {
    database.execute("DROP SCHEMA IF EXISTS potoroo CASCADE; DROP TABLE IF EXISTS transactions");
    capture =
        Capture.in(database)
            .table(
                "CREATE TABLE transactions (id bigint PRIMARY KEY, amount numeric)",
                "transactions");
  }

  @Test
  void sendsEachInsertedRowAsTheJsonOfRowToJson() throws Exception {
    try (SourceDriver source =
        SourceDriver.start(new OutboxSource(capture.config("transactions")))) {

      database.execute("INSERT INTO transactions VALUES (7, 1100), (8, -1200.50)");

      List<SentMessage> sent = source.awaitSent(2);
      assertThat(source.payloads())
          .containsExactly("{\"id\":7,\"amount\":1100}", "{\"id\":8,\"amount\":-1200.50}");
      assertThat(sent).extracting(SentMessage::id).containsExactly(1L, 2L);
      assertThat(sent).extracting(SentMessage::key).containsExactly("7", "8");
    }
  }
}
