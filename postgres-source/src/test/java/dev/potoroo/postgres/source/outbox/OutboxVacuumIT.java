package dev.potoroo.postgres.source.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.potoroo.postgres.source.driver.Capture;
import dev.potoroo.postgres.source.driver.SentMessage;
import dev.potoroo.postgres.source.driver.SourceDriver;
import dev.potoroo.testkit.log.RecordedLog;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The source makes the place of sent rows free for new ones, and no row waits for that. Autovacuum
 * is off for the outbox, so that what is free was freed by the source.
 */
@ExtendWith(PostgresExtension.class)
final class OutboxVacuumIT {
  /** Each a bundle of its own; together somewhat more than is vacuumed at once. */
  private static final int ROWS = 640;

  private static final int NOTE_LENGTH = 120_000;

  private PostgresDatabase database;
  private Capture capture;

  @BeforeEach
  void createTable(PostgresDatabase fresh) throws Exception {
    assertThat((long) ROWS * NOTE_LENGTH).isGreaterThan(VacuumSchedule.LEAST_DELETED);
    database = fresh;
    capture =
        Capture.in(database).table("CREATE TABLE events (id int PRIMARY KEY, note text)", "events");
    newSource().close();
    database.execute(
        "ALTER TABLE %s SET (autovacuum_enabled = off, toast.autovacuum_enabled = off)"
            .formatted(capture.outbox()));
  }

  @Test
  void thePlaceOfSentRowsIsUsedAgain() throws Exception {
    try (SourceDriver source = newSource()) {
      passThrough(source, 1);
      awaitVacuums(1);
      long size = size();

      passThrough(source, 2);
      awaitVacuums(2);
      passThrough(source, 3);

      assertThat(size()).isLessThan(size * 5 / 4);
    }
  }

  @Test
  void rowsAreSentWhileItIsAtWorkAndTheEndOfTheSourceEndsIt() throws Exception {
    vacuumForMinutes();
    try (SourceDriver source = newSource()) {
      passThrough(source, 1);
      await().until(() -> vacuumsAtWork() == 1);

      database.execute("INSERT INTO events VALUES (0, 'late')");

      assertThat(source.awaitSent(1)).extracting(SentMessage::key).containsExactly("0");
      assertThat(vacuumsAtWork()).isEqualTo(1);
    }
    await().until(() -> vacuumsAtWork() == 0);
    assertThat(vacuums()).isZero();
  }

  @Test
  void aRoleThatMayNotLeavesItToAutovacuum() throws Exception {
    String role = capture.role().name();
    database.execute("ALTER TABLE %s OWNER TO CURRENT_USER".formatted(capture.outbox()));
    database.execute("GRANT SELECT, INSERT, DELETE ON %s TO %s".formatted(capture.outbox(), role));
    try (RecordedLog log = RecordedLog.of(OutboxVacuum.class.getName());
        SourceDriver source = newSource()) {

      passThrough(source, 1);
      log.await("sent rows leave room that waits for autovacuum: ");
      passThrough(source, 2);

      assertThat(log.lines()).hasSize(1);
      assertThat(log.warnings()).isEmpty();
    }
    assertThat(vacuums()).isZero();
  }

  @Test
  void anOutboxThatSomebodyElseIsAtIsPassedOver() throws Exception {
    try (RecordedLog log = RecordedLog.of(OutboxVacuum.class.getName());
        SourceDriver source = newSource()) {
      try (Connection other = database.connect();
          Statement statement = other.createStatement()) {
        other.setAutoCommit(false);
        statement.execute(
            "LOCK TABLE %s IN SHARE UPDATE EXCLUSIVE MODE".formatted(capture.outbox()));
        passThrough(source, 1);
        passThrough(source, 2); // which tries again when the first try is over
        assertThat(vacuums()).isZero();
      }

      passThrough(source, 3);

      awaitVacuums(1);
      assertThat(log.lines()).isEmpty();
    }
  }

  @Test
  void oneThatFailsIsToldAndTheSourceGoesOn() throws Exception {
    vacuumForMinutes();
    try (RecordedLog log = RecordedLog.of(OutboxVacuum.class.getName());
        SourceDriver source = newSource()) {
      passThrough(source, 1);
      await().until(() -> vacuumsAtWork() == 1);

      database.terminateBackends("query LIKE 'VACUUM%'");

      log.await("sent rows leave room that waits for autovacuum: ");
      assertThat(log.warnings()).hasSize(1);
      passThrough(source, 2);
      await().until(() -> vacuumsAtWork() == 1);
    }
  }

  /** Writes {@link #ROWS} rows, and polls until they are sent, acknowledged and deleted. */
  private void passThrough(SourceDriver source, int round) throws Exception {
    database.execute(
        "INSERT INTO events SELECT g, repeat('x', %d) FROM generate_series(%d, %d) AS g"
            .formatted(NOTE_LENGTH, round * ROWS, (round + 1) * ROWS - 1));
    List<SentMessage> sent = source.awaitSent(ROWS);
    source.acknowledge(sent.get(ROWS - 1).id());
    source.takeSent();
    capture.awaitOutbox(source, 0);
  }

  /** What the source does is slowed down so far that a test sees it at work. */
  private void vacuumForMinutes() throws Exception {
    database.execute(
        "ALTER ROLE %s SET vacuum_cost_delay = '100ms'".formatted(capture.role().name()));
    database.execute("ALTER ROLE %s SET vacuum_cost_limit = 10".formatted(capture.role().name()));
  }

  private long vacuumsAtWork() throws Exception {
    return database.number(
        "SELECT count(*) FROM pg_stat_progress_vacuum WHERE datname = current_database()");
  }

  private void awaitVacuums(long count) {
    await().until(() -> vacuums() >= count);
  }

  /** How many there were of the outbox. */
  private long vacuums() throws Exception {
    return database.number(
        "SELECT pg_stat_get_vacuum_count('%s'::regclass)".formatted(capture.outbox()));
  }

  private long size() throws Exception {
    return database.number("SELECT pg_total_relation_size('%s')".formatted(capture.outbox()));
  }

  private SourceDriver newSource() throws Exception {
    return SourceDriver.start(new OutboxSource(capture.of("events").build()));
  }
}
