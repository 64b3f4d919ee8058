package dev.potoroo.postgres.sink;

import static dev.potoroo.postgres.sink.Batches.at;
import static dev.potoroo.postgres.sink.Batches.batch;
import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.connector.sink.SinkStream;
import dev.potoroo.postgres.connection.ConnectionSettings;
import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.sink.batch.OnRejected;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.testkit.postgres.OddName;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import dev.potoroo.testkit.postgres.PostgresRole;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every {@link OddName} is taken for what it is: as the operator's schema, table and column, as the
 * schema of the sink's own tables, and as the stream and the application that a peer names.
 */
@ExtendWith(PostgresExtension.class)
final class OddNamesIT {
  private static final PointOfReference NEVER = PointOfReference.NEVER;

  private final PostgresDatabase database;

  OddNamesIT(PostgresDatabase database) {
    this.database = database;
  }

  @BeforeEach
  void createCanary() throws Exception {
    database.execute("DROP TABLE IF EXISTS canary");
    OddName.createCanary(database);
  }

  @AfterEach
  void theCanaryLives() throws Exception {
    assertThat(OddName.canaryLives(database)).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void writesWhatOddNamesNameAndKeepsTheirMarks(OddName name) throws Exception {
    PostgresRole role = database.createRole();
    PostgresSinkSettings settings = settings(role, name);
    SinkStream stream = new SinkStream(name.text(), StreamId.of(name.text()), name.text());
    database.execute("CREATE SCHEMA " + name.quoted());
    createTables(settings);

    try (PostgresSink sink = new PostgresSink(settings)) {
      sink.open();
      sink.write(batch(stream, NEVER, 1, "first", "refused", "third"));
      sink.write(batch(stream, at(3), 4, name.text()));
      assertThat(sink.highWaterMark(stream)).isEqualTo(at(4));
    }

    String schema = name.quoted();
    assertThat(database.column("SELECT %1$s FROM %1$s.%1$s ORDER BY id".formatted(schema)))
        .containsExactly("first", "third", name.text());
    assertThat(
            database.rows(
                "SELECT application, name, mark FROM %s.high_water_mark".formatted(schema)))
        .containsExactly(List.of(name.text(), name.text(), "4"));
    assertThat(
            database.rows(
                "SELECT application, name, message FROM %s.dead_letter".formatted(schema)))
        .containsExactly(List.of(name.text(), name.text(), "2"));
  }

  /**
   * By the SQL that the sink prints for a role without rights. Of a table with a long name it tells
   * the sequence only when that is there.
   */
  private void createTables(PostgresSinkSettings settings) throws Exception {
    List<String> remedy = remedy(settings);
    while (!remedy.isEmpty()) {
      database.execute(String.join(";\n", remedy));
      remedy = remedy(settings);
    }
    database.execute(
        "ALTER TABLE %s ADD CHECK (%s <> 'refused')"
            .formatted(settings.table().quoted(), settings.column().quoted()));
  }

  private static List<String> remedy(PostgresSinkSettings settings) throws Exception {
    try (PostgresSink sink = new PostgresSink(settings)) {
      sink.open();
      return List.of();
    } catch (RefusedByPostgresException e) {
      return e.remedy();
    }
  }

  private PostgresSinkSettings settings(PostgresRole role, OddName name) {
    return new PostgresSinkSettings(
        ConnectionSettings.parse(database.connectionString(role)),
        QualifiedName.parse(name.quoted() + "." + name.quoted()),
        SqlName.parse(name.quoted()),
        true,
        new SqlName(name.text()),
        OnRejected.DEAD_LETTER);
  }
}
