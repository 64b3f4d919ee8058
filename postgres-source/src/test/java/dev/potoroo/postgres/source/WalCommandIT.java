package dev.potoroo.postgres.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.potoroo.connector.command.Program;
import dev.potoroo.postgres.source.driver.LogCaptureBuilder;
import dev.potoroo.postgres.source.driver.SentMessage;
import dev.potoroo.postgres.source.driver.SourceDriver;
import dev.potoroo.postgres.source.wal.snapshot.SnapshotMode;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import dev.potoroo.testkit.postgres.PostgresRole;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands of mode wal, run with the few rights that the guide lists. */
@ExtendWith(PostgresExtension.class)
final class WalCommandIT {
  private PostgresDatabase database;
  private LogCaptureBuilder capture;

  @BeforeEach
  void createTable(PostgresDatabase fresh) throws SQLException {
    database = fresh;
    capture = LogCaptureBuilder.in(database).table("CREATE TABLE t (id int PRIMARY KEY)", "t");
  }

  @AfterEach
  void dropSlot() {
    awaitUninstalled(database.server().superuser());
  }

  @Test
  void installsShowsAndUninstalls() throws Exception {
    assertThat(run("install", "--mode", "wal", "--table", "t").output()).isEqualTo("installed\n");
    assertThat(run("install", "--mode", "wal", "--table", "t").output())
        .isEqualTo("nothing to do: all is installed\n");
    assertThat(slots()).as("a slot holds the log back, so the source makes it").isZero();
    SourceDriver.start(capture.source("t")).close();

    assertThat(run("status").output()).contains("public.t").contains("reserved");
    assertThat(run("status", "--json").output()).contains("\"walStatus\" : \"reserved\"");
    awaitUninstalled(capture.role());
    assertThat(slots()).isZero();
    assertThat(run("status").output())
        .isEqualTo("no table is captured by outbox or from the log\n");
    assertThat(database.column("SELECT pubname FROM pg_publication")).isEmpty();
    assertThat(database.column("SELECT nspname FROM pg_namespace")).doesNotContain("potoroo");
  }

  @Test
  void readsWhatTheTablesOwnerHasInstalled() throws Exception {
    PostgresRole role = database.createRole();
    Run script =
        runAs(role, "install", "--print", "--mode", "wal", "--schema", "potoroo", "--table", "t");

    database.execute(script.output());

    assertThat(runAs(role, "install", "--mode", "wal", "--table", "t").output())
        .isEqualTo("nothing to do: all is installed\n");
    try (SourceDriver source = SourceDriver.start(capture.as(role).source("t"))) {
      database.execute("INSERT INTO t VALUES (1)");
      assertThat(source.awaitSent(1)).hasSize(1);
    }
  }

  @Test
  void saysHowTheRoleGetsTheRightsToInstall() throws Exception {
    PostgresRole role = database.createRole();

    Run refused = runAs(role, "install", "--mode", "wal", "--table", "t");

    assertThat(refused.exitCode()).isEqualTo(Program.FAILED);
    assertThat(refused.errors()).contains("may not install the capture of table public.t");
    for (String line : refused.errors().lines().toList()) {
      if (line.startsWith("  ") && line.endsWith(";")) {
        database.execute(line);
      }
    }
    assertThat(runAs(role, "install", "--mode", "wal", "--table", "t").output())
        .isEqualTo("installed\n");
    assertThat(runAs(role, "uninstall").exitCode()).isZero();
  }

  @Test
  void makesNobodyASuperuserForATableOfOne() throws Exception {
    PostgresRole role = database.createRole();
    database.execute("CREATE TABLE theirs (id int PRIMARY KEY)");

    Run refused = runAs(role, "install", "--mode", "wal", "--table", "theirs");

    assertThat(refused.errors())
        .contains("ALTER TABLE \"public\".\"theirs\" OWNER TO \"" + role.name() + "\"")
        .doesNotContain("GRANT \"" + database.server().superuser().name() + "\" TO");
  }

  @Test
  void endsWhenItsSlotHoldsTooMuchBack() throws Exception {
    SourceDriver.start(capture.source("t")).close();
    database.execute("SELECT pg_logical_emit_message(false, 'test', repeat('x', 2000000))");

    // No application listens there: a source that waits for one is what fills disks.
    Run run =
        run(
            "--mode",
            "wal",
            "--table",
            "t",
            "--app",
            "127.0.0.1:1",
            "--max-retained-wal",
            "1MiB",
            "--drop-slot-when-exceeded");

    assertThat(run.exitCode()).isEqualTo(Program.FAILED);
    assertThat(run.errors())
        .contains("more than --max-retained-wal 1048576 allows; it is dropped. What was committed")
        .contains("bytes of log, from ");
    assertThat(slots()).isZero();
    assertThat(run("status").output()).contains("missing").contains("lost ");
  }

  @Test
  void keepsThePositionInAFileIfToldSo(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("position.json");
    capture.positionFile(file);
    String stream;
    try (SourceDriver source = SourceDriver.start(capture.source("t"))) {
      database.execute("INSERT INTO t VALUES (1), (2)");
      source.awaitSent(2);
      source.acknowledge(1);
      stream = source.stream().name();
    }

    try (SourceDriver source = SourceDriver.awaitStart(capture.source("t"))) {
      assertThat(source.stream().name()).isEqualTo(stream);
      assertThat(source.awaitSent(1)).first().extracting(SentMessage::id).isEqualTo(2L);
    }
    assertThat(run("status", "--position-file", file.toString()).output())
        .contains("public.t")
        .contains("reserved");
    assertThat(database.column("SELECT nspname FROM pg_namespace"))
        .as("without a snapshot there is nothing of ours in the database")
        .doesNotContain("potoroo");
    await().until(() -> run("uninstall", "--position-file", file.toString()).exitCode() == 0);
    assertThat(file).doesNotExist();
    assertThat(slots()).isZero();
    assertThat(run("status", "--position-file", file.toString()).errors())
        .contains("--position-file: expected the position of a source in " + file);
  }

  @Test
  void keepsNothingButTheRowsOfASnapshotBesideAPositionFile(@TempDir Path directory)
      throws Exception {
    capture.positionFile(directory.resolve("position.json")).snapshot(SnapshotMode.INITIAL);
    database.execute("INSERT INTO t VALUES (1)");

    try (SourceDriver source = SourceDriver.start(capture.source("t"))) {
      source.awaitSent(1);
    }

    assertThat(
            database.column(
                """
                SELECT relname FROM pg_class
                WHERE relnamespace = 'potoroo'::regnamespace AND relkind = 'r' ORDER BY relname
                """))
        .containsExactly("wal_snapshot", "wal_snapshot_chunk");
  }

  @Test
  void printsWhatItWouldRemoveAndRemovesNothing() throws Exception {
    SourceDriver.start(capture.source("t")).close();

    await().until(() -> run("uninstall", "--print").exitCode() == Program.FINISHED);
    Run script = run("uninstall", "--print");

    assertThat(script.output())
        .startsWith("BEGIN;\nSELECT pg_drop_replication_slot('" + capture.slot() + "');\n")
        .contains("DROP PUBLICATION", "DROP TABLE \"potoroo\".\"wal_position\"");
    assertThat(slots()).isEqualTo(1);
    database.execute(script.output());
    assertThat(slots()).isZero();
    assertThat(run("uninstall").output()).contains("nothing to do");
  }

  @Test
  void saysThatALimitIsMissing() {
    Run run = run("--mode", "wal", "--table", "t", "--drop-slot-when-exceeded");

    assertThat(run.exitCode()).isEqualTo(Program.WRONG_CALL);
    assertThat(run.errors()).contains("--drop-slot-when-exceeded: expected --max-retained-wal too");
  }

  /** The server lets go of a slot a moment after its reader. */
  private void awaitUninstalled(PostgresRole role) {
    await().until(() -> runAs(role, "uninstall").exitCode() == Program.FINISHED);
  }

  private long slots() throws SQLException {
    return database.number(
        "SELECT count(*) FROM pg_replication_slots WHERE database = current_database()");
  }

  private record Run(int exitCode, String output, String errors) {}

  private Run run(String... args) {
    return runAs(capture.role(), args);
  }

  private Run runAs(PostgresRole role, String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--connection", database.connectionString(role)));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command = Program.commandLine(new PostgresSourceCommand());
    command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int exitCode = Program.execute(command, all.toArray(String[]::new));
    return new Run(exitCode, out.toString(), err.toString());
  }
}
