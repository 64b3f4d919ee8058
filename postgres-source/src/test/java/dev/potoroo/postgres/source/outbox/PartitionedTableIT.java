package dev.potoroo.postgres.source.outbox;

import static dev.potoroo.postgres.source.capture.Operation.DELETE;
import static dev.potoroo.postgres.source.capture.Operation.INSERT;
import static dev.potoroo.postgres.source.capture.Operation.UPDATE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.postgres.source.driver.Capture;
import dev.potoroo.postgres.source.driver.SentMessage;
import dev.potoroo.postgres.source.driver.SourceDriver;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A partitioned table: whichever way a row gets in, it is captured once. */
@ExtendWith(PostgresExtension.class)
final class PartitionedTableIT {
  private PostgresDatabase database;
  private Capture capture;

  @BeforeEach
  void createTable(PostgresDatabase fresh) throws SQLException {
    database = fresh;
    capture =
        Capture.in(database)
            .table(
                """
                CREATE TABLE sales (region text, id int, PRIMARY KEY (region, id))
                  PARTITION BY LIST (region);
                CREATE TABLE sales_north PARTITION OF sales FOR VALUES IN ('north');
                CREATE TABLE sales_south PARTITION OF sales FOR VALUES IN ('south')
                """,
                "sales",
                "sales_north",
                "sales_south");
  }

  @Test
  void capturesRowsThatGoThroughTheRootAndIntoAPartition() throws Exception {
    try (SourceDriver source = SourceDriver.start(new OutboxSource(capture.of("sales").build()))) {

      database.execute("INSERT INTO sales VALUES ('north', 1), ('south', 2)");
      database.execute("INSERT INTO sales_south VALUES ('south', 3)");

      source.awaitSent(3);
      assertThat(source.drain())
          .extracting(SentMessage::key)
          .containsExactly("[\"north\", 1]", "[\"south\", 2]", "[\"south\", 3]");
    }
  }

  @Test
  void capturesAPartitionThatIsAddedWhileItRuns() throws Exception {
    try (SourceDriver source = SourceDriver.start(new OutboxSource(capture.of("sales").build()))) {

      database.execute(
          """
          CREATE TABLE sales_west PARTITION OF sales FOR VALUES IN ('west');
          CREATE TABLE sales_east (region text NOT NULL, id int NOT NULL);
          ALTER TABLE sales ATTACH PARTITION sales_east FOR VALUES IN ('east');
          INSERT INTO sales_west VALUES ('west', 1);
          INSERT INTO sales VALUES ('east', 2)
          """);

      source.awaitSent(2);
      assertThat(source.payloads())
          .containsExactly("{\"region\":\"west\",\"id\":1}", "{\"region\":\"east\",\"id\":2}");
    }
  }

  @Test
  void givesARowThatMovesToAnotherPartitionAsADeleteAndAnInsert() throws Exception {
    var config = capture.of("sales").operations(INSERT, UPDATE, DELETE).build();
    try (SourceDriver source = SourceDriver.start(new OutboxSource(config))) {
      database.execute("INSERT INTO sales VALUES ('north', 1)");
      source.awaitSent(1);

      database.execute("UPDATE sales SET id = 2");
      database.execute("UPDATE sales SET region = 'south'");

      source.awaitSent(4);
      assertThat(source.payloads().subList(1, 4))
          .containsExactly(
              "{\"operation\":\"update\",\"before\":{\"region\":\"north\",\"id\":1},\"after\":{\"region\":\"north\",\"id\":2}}",
              "{\"operation\":\"delete\",\"before\":{\"region\":\"north\",\"id\":2},\"after\":null}",
              "{\"operation\":\"insert\",\"before\":null,\"after\":{\"region\":\"south\",\"id\":2}}");
    }
  }
}
