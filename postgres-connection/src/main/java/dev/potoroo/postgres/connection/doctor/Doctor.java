package dev.potoroo.postgres.connection.doctor;

import dev.potoroo.connector.ConfigurationException;
import dev.potoroo.connector.RetryableException;
import dev.potoroo.postgres.connection.ConnectionSettings;
import dev.potoroo.postgres.connection.PostgresErrors;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.connection.SqlName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Runs checks one after another over one connection. */
public final class Doctor {
  private static final String CONNECTION = "connection";
  private static final int VALID_WITHIN_SECONDS = 5;

  private final ConnectionSettings settings;
  private final List<DoctorReport.Entry> entries = new ArrayList<>();

  private Doctor(ConnectionSettings settings) {
    this.settings = settings;
  }

  /**
   * Always ends with a report. When no connection can be had, that is its one finding.
   *
   * @param applicationName what {@code pg_stat_activity} shows meanwhile
   */
  public static DoctorReport examine(
      ConnectionSettings settings, String applicationName, List<Check> checks) {
    Doctor doctor = new Doctor(settings);
    try (Connection connection = settings.open(applicationName)) {
      checks.forEach(check -> doctor.run(check, connection));
    } catch (RetryableException | RefusedByPostgresException | ConfigurationException e) {
      doctor.add(CONNECTION, doctor.unreachable(e));
    } catch (SQLException e) {
      doctor.add(CONNECTION, Finding.warning("does not close: " + PostgresErrors.describe(e)));
    }
    return new DoctorReport(settings.toString(), doctor.entries);
  }

  private void run(Check check, Connection connection) {
    try {
      if (!connection.isValid(VALID_WITHIN_SECONDS)) {
        add(check.name(), Finding.skipped("the connection was lost"));
        return;
      }
      check.examine(connection).forEach(finding -> add(check.name(), finding));
    } catch (SQLException e) {
      add(check.name(), Finding.failed("PostgreSQL does not tell: " + PostgresErrors.describe(e)));
    }
  }

  private Finding unreachable(Exception e) {
    Finding finding = Finding.failed(String.valueOf(e.getMessage()));
    return PostgresErrors.isMissingDatabase(e)
        ? finding.mendedBy("CREATE DATABASE " + new SqlName(settings.database()).quoted())
        : finding;
  }

  private void add(String check, Finding finding) {
    entries.add(new DoctorReport.Entry(check, finding));
  }
}
