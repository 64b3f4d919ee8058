package dev.potoroo.postgres.sink;

import static dev.potoroo.postgres.sink.Batches.at;
import static dev.potoroo.postgres.sink.Batches.batch;
import static dev.potoroo.postgres.sink.Batches.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.potoroo.connector.sink.SinkStream;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import dev.potoroo.testkit.postgres.PostgresRole;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The sink runs as a role that may do nothing but what the guide grants. The server's superuser
 * plays the administrator.
 */
@ExtendWith(PostgresExtension.class)
final class LeastPrivilegeIT {
  private static final SinkStream STREAM = stream("public.transactions");

  private PostgresDatabase database;
  private PostgresRole role;

  @BeforeEach
  void createRole(PostgresDatabase empty) throws SQLException {
    database = empty;
    role = database.createRole();
    database.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC");
  }

  @Test
  void runsOnTheRightsThatTheGuideGrants() throws Exception {
    PostgresRole granted = GuideRights.createTableAndRole(database);

    writeOneRow(Settings.existing(database.connectionString(granted)));

    assertThat(database.column("SELECT alert_log FROM alert_log")).containsExactly("one");
  }

  @Test
  void namesAllThatIsMissingAndHowToMendIt() throws Exception {
    PostgresSinkSettings settings =
        Settings.of(database.connectionString(role), "\"Shop\".alerts", "alert", true);
    database.execute("CREATE SCHEMA \"Shop\"");

    assertMends(
        settings,
        "table potoroo.high_water_mark is not there, and the right to create it is missing",
        "table \"Shop\".alerts is not there, and the right to create it is missing");
  }

  @Test
  void namesTheRightsThatAreMissingOnTablesThatAreThere() throws Exception {
    database.execute("CREATE SCHEMA shop");
    PostgresSinkSettings settings =
        Settings.of(database.connectionString(), "shop.alerts", "alert", true);
    writeOneRow(settings);
    database.execute("TRUNCATE shop.alerts, potoroo.high_water_mark");

    assertMends(
        Settings.of(database.connectionString(role), "shop.alerts", "alert", false),
        "user " + role.name() + " may not keep its marks in table potoroo.high_water_mark",
        "user " + role.name() + " may not use schema shop",
        "user " + role.name() + " may not insert into column alert of table shop.alerts",
        "user "
            + role.name()
            + " may not draw from sequence shop.alerts_id_seq, the default of"
            + " column id");
  }

  @Test
  void createsItsSchemaItselfWithTheRightTo() throws Exception {
    database.execute("GRANT CREATE ON DATABASE " + database.name() + " TO " + role.name());
    database.execute("GRANT CREATE ON SCHEMA public TO " + role.name());

    writeOneRow(Settings.creating(database.connectionString(role)));

    assertThat(database.column("SELECT alert_log FROM alert_log")).containsExactly("one");
  }

  @Test
  void keepsDeadLettersOnTheRightsThatTheGuideGrants() throws Exception {
    PostgresRole granted = GuideRights.createTableAndRole(database);
    database.execute("ALTER TABLE alert_log ALTER alert_log TYPE varchar(5)");
    PostgresRole repairer =
        database.createRole(
            "repair_role", GuideRights.forDeadLetters().naming("sink_role", granted.name()));

    try (PostgresSink sink =
        new PostgresSink(
            Settings.keepingDeadLetters(Settings.existing(database.connectionString(granted))))) {
      sink.open();
      sink.write(batch(STREAM, PointOfReference.NEVER, 1, "one", "seventeen", "too long"));
    }
    assertThat(database.column("SELECT alert_log FROM alert_log")).containsExactly("one");
    database.execute("ALTER TABLE alert_log ALTER alert_log TYPE varchar(8)");

    assertThat(deadLetters(repairer, "list")).endsWith("2 dead letters");
    assertThat(deadLetters(repairer, "replay")).endsWith("1 written, 1 still refused");
    assertThat(deadLetters(repairer, "drop", "--all")).endsWith("1 dropped");
  }

  @Test
  void namesWhatDeadLettersNeed() throws Exception {
    assertMends(
        Settings.keepingDeadLetters(
            Settings.of(database.connectionString(role), "alerts", "alert", true)),
        "table potoroo.high_water_mark is not there, and the right to create it is missing",
        "table potoroo.dead_letter is not there, and the right to create it is missing");
    database.execute("TRUNCATE alerts, potoroo.high_water_mark");
    database.execute("REVOKE INSERT ON potoroo.dead_letter FROM " + role.name());
    database.execute("ALTER TABLE potoroo.dead_letter SET UNLOGGED");

    assertMends(
        Settings.keepingDeadLetters(
            Settings.of(database.connectionString(role), "alerts", "alert", true)),
        "may not keep dead letters in table potoroo.dead_letter: expected INSERT on it, and USAGE"
            + " on schema potoroo",
        "table potoroo.dead_letter is unlogged");
  }

  private String deadLetters(PostgresRole user, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("dead-letters"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--connection", database.connectionString(user)));
    try (SinkProcess process = new SinkProcess(Map.of(), all.toArray(String[]::new))) {
      process.exitCode();
      return process.output();
    }
  }

  private void assertMends(PostgresSinkSettings settings, String... complaints) throws Exception {
    RefusedByPostgresException refusal =
        catchThrowableOfType(
            RefusedByPostgresException.class,
            () -> {
              try (PostgresSink sink = new PostgresSink(settings)) {
                sink.open();
              }
            });
    assertThat(refusal).hasMessageContainingAll(complaints);

    for (String statement : refusal.remedy()) {
      database.execute(statement);
    }

    writeOneRow(settings);
    assertThat(database.column("SELECT alert FROM " + settings.table().quoted()))
        .containsExactly("one");
  }

  private static void writeOneRow(PostgresSinkSettings settings) throws Exception {
    try (PostgresSink sink = new PostgresSink(settings)) {
      sink.open();
      sink.write(batch(STREAM, PointOfReference.NEVER, 1, "one"));
      assertThat(sink.highWaterMark(STREAM)).isEqualTo(at(1));
    }
  }
}
