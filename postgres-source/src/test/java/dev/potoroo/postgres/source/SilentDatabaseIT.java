package dev.potoroo.postgres.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.potoroo.postgres.source.driver.Capture;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.frame.Message;
import dev.potoroo.protocol.frame.Notify;
import dev.potoroo.testkit.peer.ScriptedReceiver;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import dev.potoroo.testkit.proxy.FaultyLink;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A PostgreSQL that stays connected and swallows everything, as the executable meets it. */
@ExtendWith(PostgresExtension.class)
final class SilentDatabaseIT {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final ScriptedReceiver application = ScriptedReceiver.listen();
  private PostgresDatabase database;
  private Capture capture;
  private FaultyLink link;

  @BeforeEach
  void putALinkBefore(PostgresDatabase fresh) throws SQLException {
    database = fresh;
    capture = Capture.in(database).table("CREATE TABLE events (body text)", "events");
    link = FaultyLink.to(database.server().host(), database.server().port());
  }

  @AfterEach
  void close() {
    application.close();
    link.close();
  }

  private SourceProcess start(String... capturing) throws Exception {
    String connection =
        database.connectionString(capture.role()) + " host=127.0.0.1 port=" + link.port();
    String[] arguments = {
      "--connection", connection, "--app", application.address(), "--database-timeout", "1s"
    };
    String[] all = new String[arguments.length + capturing.length];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    System.arraycopy(capturing, 0, all, arguments.length, capturing.length);
    return new SourceProcess(all);
  }

  private void acceptAndOpen() {
    application.accept(LONG).greet(1_000);
    Notify notify = application.expect(Notify.class);
    PointOfReference point = notify.pointOfReference();
    application.open(notify, point.value() == 0 ? PointOfReference.NEVER : point);
  }

  private static List<String> payloads(List<Message> messages) {
    return messages.stream()
        .map(message -> new String(message.payload(), StandardCharsets.UTF_8))
        .toList();
  }

  private static void awaitGivenUp(SourceProcess source) {
    await()
        .atMost(LONG)
        .until(
            () ->
                source
                    .output()
                    .contains("(option --database-timeout), and another connection fails too"));
  }

  @Test
  void theOutboxIsReadOnAndNothingIsLostOrDoubled() throws Exception {
    try (SourceProcess source = start("--table", "events")) {
      acceptAndOpen();
      database.execute("INSERT INTO events VALUES ('1'), ('2')");
      List<Message> before = application.expectMessages(2);
      application.acknowledge(2, before.get(0));
      await().until(() -> database.number("SELECT max(acknowledged) FROM potoroo.stream") == 1);

      link.blackhole();
      database.execute("INSERT INTO events VALUES ('3')");
      awaitGivenUp(source);
      link.heal();
      acceptAndOpen();

      assertThat(payloads(application.expectMessages(2)))
          .containsExactly("{\"body\":\"2\"}", "{\"body\":\"3\"}");
    }
  }

  @Test
  void notificationsAreListenedForAgainThoughNoneWereExpected() throws Exception {
    try (SourceProcess source = start("--mode", "notify", "--channel", "bell")) {
      acceptAndOpen();
      database.execute("NOTIFY bell, 'before'");
      application.acknowledge(1, application.expect(Message.class));

      link.blackhole();
      awaitGivenUp(source);
      link.heal();
      acceptAndOpen();
      database.execute("NOTIFY bell, 'after'");

      assertThat(payloads(application.expectMessages(1))).containsExactly("after");
    }
  }

  @Test
  void aStopThatMeetsItEndsTheProcessAllTheSame() throws Exception {
    try (SourceProcess source = start("--table", "events")) {
      acceptAndOpen();
      link.blackhole();

      source.terminate();

      assertThat(source.exitCode()).isNotNegative();
    }
  }
}
