package dev.potoroo.alerts.overload;

import dev.potoroo.testkit.postgres.PostgresDatabase;
import java.sql.SQLException;
import java.time.Duration;

/** Makes each row of {@code alert_log} take its time, from now until told otherwise. */
final class SlowAlertTable {
  private final PostgresDatabase database;

  /** Installs a trigger, which does no harm at first. */
  SlowAlertTable(PostgresDatabase database) throws SQLException {
    this.database = database;
    // A volatile function looks anew for each row, so a batch that is under way sees a change too.
    database.execute(
        """
        CREATE TABLE slowness (seconds float8);
        GRANT SELECT ON slowness TO PUBLIC;
        CREATE FUNCTION take_time() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          PERFORM pg_sleep(seconds) FROM public.slowness;
          RETURN NEW;
        END $$;
        CREATE TRIGGER take_time BEFORE INSERT ON alert_log
          FOR EACH ROW EXECUTE FUNCTION take_time()
        """);
  }

  void slowDown(Duration each) throws SQLException {
    database.execute("INSERT INTO slowness VALUES (%d / 1e3)".formatted(each.toMillis()));
  }

  void recover() throws SQLException {
    database.execute("DELETE FROM slowness");
  }
}
