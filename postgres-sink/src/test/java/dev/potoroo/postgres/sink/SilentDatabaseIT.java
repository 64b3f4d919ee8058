package dev.potoroo.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.testkit.peer.ScriptedSender;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import dev.potoroo.testkit.postgres.PostgresRole;
import dev.potoroo.testkit.proxy.FaultyLink;
import java.sql.Connection;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A PostgreSQL that stays connected and swallows everything, as the executable meets it. */
@ExtendWith(PostgresExtension.class)
final class SilentDatabaseIT {
  private static final StreamId STREAM = StreamId.of("public.transactions");
  private static final Duration LONG = Duration.ofSeconds(60);

  private PostgresDatabase database;
  private FaultyLink link;
  private SinkProcess sink;

  @BeforeEach
  void startBehindALink(PostgresDatabase empty) throws Exception {
    database = empty;
    PostgresRole role = GuideRights.createTableAndRole(database);
    link = FaultyLink.to(database.server().host(), database.server().port());
    sink =
        new SinkProcess(
            Map.of(),
            "--connection",
            database.connectionString(role, "127.0.0.1", link.port()),
            "--listen",
            "127.0.0.1:0",
            "--database-timeout",
            "1s");
  }

  @AfterEach
  void close() {
    sink.close();
    link.close();
  }

  private ScriptedSender connect() throws Exception {
    ScriptedSender application = ScriptedSender.application(sink.address()).dial();
    application.greet("");
    return application;
  }

  @Test
  void writesWhatCameWhenTheWayIsGoodAgainAndNothingTwice() throws Exception {
    try (ScriptedSender application = connect()) {
      application.announce(STREAM, "public.transactions");
      application.message(STREAM, 1, "one");
      application.awaitAcknowledged(STREAM, 1);

      link.blackhole();
      application.message(STREAM, 2, "two");
      await()
          .atMost(LONG)
          .until(() -> sink.output().contains("(option --database-timeout), and another"));
      application.connection().awaitClosed();
      link.heal();
    }

    try (ScriptedSender again = connect()) {
      PointOfReference mark = again.announce(STREAM, "public.transactions");
      again.messages(STREAM, mark.value() + 1, 3);
      again.awaitAcknowledged(STREAM, 3);
    }
    assertThat(database.column("SELECT count(*) FROM alert_log")).containsExactly("3");
  }

  @Test
  void waitsForALockForLongerThanTheTimeoutAndTheLogTells() throws Exception {
    try (ScriptedSender application = connect();
        Connection other = database.connect()) {
      application.announce(STREAM, "public.transactions");
      other.setAutoCommit(false);
      other.createStatement().execute("LOCK TABLE alert_log");

      application.message(STREAM, 1, "one");
      await().atMost(LONG).until(() -> sink.output().contains("it may wait for a lock"));
      other.rollback();

      application.awaitAcknowledged(STREAM, 1);
      assertThat(sink.output()).doesNotContain("giving the connection up");
    }
  }
}
