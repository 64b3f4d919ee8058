package dev.potoroo.alerts.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The count that everything else is judged by sees what is missing and what is there twice. */
@ExtendWith(PostgresExtension.class)
final class TallyIT {
  private PostgresDatabase database;

  @BeforeEach
  void createTables(PostgresDatabase fresh) throws SQLException {
    database = fresh;
    database.execute("CREATE TABLE transactions (id bigint, amount numeric)");
    database.execute("CREATE TABLE alert_log (id serial PRIMARY KEY, alert_log varchar)");
    database.execute(
        "INSERT INTO transactions VALUES (1, 1000), (2, -1000), (3, NULL), (4, 1000.50), (5, -1200)");
  }

  @Test
  void isExactWhenEveryAlertHasLandedOnce() throws SQLException {
    land("Deposit Alert for 4: 1000.50");
    land("Withdrawal Alert for 5: -1200");

    Tally tally = count();

    assertThat(tally).isEqualTo(new Tally(5, 2, 2, 0, 0));
    assertThat(tally.isExact()).isTrue();
    assertThat(tally)
        .hasToString("5 transactions, 2 alerts expected, 2 in alert_log, 0 missing, 0 twice");
  }

  @Test
  void countsAMissingAndARepeatedAlertThoughTheNumbersAgree() throws SQLException {
    land("Deposit Alert for 4: 1000.50");
    land("Deposit Alert for 4: 1000.50");

    Tally tally = count();

    assertThat(tally).isEqualTo(new Tally(5, 2, 2, 1, 1));
    assertThat(tally.isExact()).isFalse();
  }

  @Test
  void countsAnAlertThatNothingAskedForAsOneTooMany() throws SQLException {
    land("Deposit Alert for 4: 1000.50");
    land("Withdrawal Alert for 5: -1200");
    land("Deposit Alert for 1: 1000");
    database.execute("INSERT INTO alert_log (alert_log) VALUES (NULL)");

    assertThat(count()).isEqualTo(new Tally(5, 2, 4, 0, 2));
  }

  @Test
  void countsTwoEqualTransactionsAsTwoAlerts() throws SQLException {
    database.execute("INSERT INTO transactions VALUES (5, -1200)");
    land("Deposit Alert for 4: 1000.50");
    land("Withdrawal Alert for 5: -1200");

    assertThat(count()).isEqualTo(new Tally(6, 3, 2, 1, 0));
  }

  private void land(String alert) throws SQLException {
    database.execute("INSERT INTO alert_log (alert_log) VALUES ('%s')".formatted(alert));
  }

  private Tally count() throws SQLException {
    try (Connection connection = database.connect()) {
      return Tally.count(connection);
    }
  }
}
