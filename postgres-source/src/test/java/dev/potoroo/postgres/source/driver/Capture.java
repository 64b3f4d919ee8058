package dev.potoroo.postgres.source.driver;

import static org.awaitility.Awaitility.await;

import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresRole;
import java.sql.SQLException;

/**
 * A database of a test with the role that the source works as: it may log in, create a schema of
 * its own and put triggers on the tables it is granted, and nothing else.
 */
public final class Capture {
  private final PostgresDatabase database;
  private final PostgresRole role;

  private Capture(PostgresDatabase database) {
    this.database = database;
    this.role = database.createRole();
  }

  /** With the right to create our schema; tables are granted one by one. */
  public static Capture in(PostgresDatabase database) throws SQLException {
    Capture capture = new Capture(database);
    database.execute("GRANT CREATE ON DATABASE " + database.name() + " TO " + capture.role.name());
    return capture;
  }

  /** With no right but to log in. */
  public static Capture withoutRights(PostgresDatabase database) {
    return new Capture(database);
  }

  public PostgresRole role() {
    return role;
  }

  /** As the table's owner: runs the statement, then lets the source put triggers on the tables. */
  public Capture table(String createTable, String... names) throws SQLException {
    database.execute(createTable);
    for (String name : names) {
      database.execute("GRANT TRIGGER ON " + name + " TO " + role.name());
    }
    return this;
  }

  /** All defaults, but a short poll. */
  public CaptureConfigBuilder of(String... tables) {
    return new CaptureConfigBuilder(database.connectionString(role), tables);
  }

  /** Ends the server's side of the source's connections, as the loss of a machine does in time. */
  public void cutConnections() {
    database.terminateBackends("usename = '" + role.name() + "'");
  }

  /** The only outbox there is, as SQL names it. */
  public String outbox() throws SQLException {
    return database.column("SELECT 'potoroo.outbox_' || incarnation FROM potoroo.stream").get(0);
  }

  /** Polls until the only outbox has so many rows: acknowledged ones go twice a second. */
  public void awaitOutbox(SourceDriver source, long rows) {
    await()
        .pollInSameThread()
        .until(
            () -> {
              source.poll();
              return outboxRows() == rows;
            });
  }

  /** How many captured rows the only outbox has. */
  public long outboxRows() throws SQLException {
    return database.number("SELECT coalesce(sum(row_count), 0) FROM " + outbox());
  }
}
