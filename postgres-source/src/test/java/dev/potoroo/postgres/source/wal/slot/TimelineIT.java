package dev.potoroo.postgres.source.wal.slot;

import static dev.potoroo.postgres.source.wal.slot.OnLostSlot.FAIL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import dev.potoroo.testkit.postgres.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A server that was a standby and has taken over. It is the tests' own: started as a standby of
 * nobody, and promoted. So its log goes on where it was, on a new timeline.
 */
@ExtendWith(PostgresExtension.class)
final class TimelineIT {

  @Test
  void goesOnAfterAFailoverOnlyWithASlotThatStandbysHave(
      PostgresDatabase database, PostgresServer server) throws Exception {
    SlotFixture before = SlotFixture.in(database).install();
    SlotStart begun = before.begin();
    before.work.close();

    promote(database, server);

    int timeline = begun.server().timeline();
    try (SlotFixture slot = SlotFixture.again(before)) {
      assertThatThrownBy(() -> slot.opening(FAIL).open(false))
          .isInstanceOf(RefusedByPostgresException.class)
          .hasMessageContaining(
              "the server went from timeline %d to %d at ".formatted(timeline, timeline + 1))
          .hasMessageContaining("what was sent after that may not be in its log");
      if (server.majorVersion() >= 17) {
        keepOnStandbys(slot);

        SlotStart goneOn = slot.opening(FAIL).open(false);

        assertThat(goneOn.fresh()).isFalse();
        assertThat(goneOn.base()).isEqualTo(begun.base());
        assertThat(goneOn.server().timeline()).isEqualTo(timeline + 1);
      }
    }
  }

  /** As the primary's slot was, had it been made with --failover. */
  private static void keepOnStandbys(SlotFixture slot) throws Exception {
    try (Connection replication = ReplicationConnection.open(slot.settings());
        Statement statement = replication.createStatement()) {
      statement.execute("ALTER_REPLICATION_SLOT %s (FAILOVER true)".formatted(slot.name.quoted()));
    }
  }

  private static void promote(PostgresDatabase database, PostgresServer server) throws Exception {
    Path data = Path.of(database.column("SHOW data_directory").get(0));
    assumeThat(data).as("the server's files, on this machine").isWritable();
    server.stopNow();
    Path signal = Files.createFile(data.resolve("standby.signal"));
    Files.setPosixFilePermissions(signal, PosixFilePermissions.fromString("rw-rw-rw-"));
    server.startAgain();
    assertThat(database.column("SELECT pg_is_in_recovery()")).containsExactly("t");
    database.execute("SELECT pg_promote(true, 60)");
    assertThat(database.column("SELECT pg_is_in_recovery()")).containsExactly("f");
  }
}
