package dev.potoroo.postgres.source.wal;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.source.capture.CaptureConfig;
import dev.potoroo.postgres.source.capture.CapturedTable;
import dev.potoroo.postgres.source.capture.Operation;
import dev.potoroo.postgres.source.capture.SqlScript;
import dev.potoroo.postgres.source.capture.TableCatalog;
import dev.potoroo.postgres.source.wal.slot.PublicationName;
import dev.potoroo.postgres.source.wal.slot.PublicationPlan;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import java.sql.Connection;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the log does not say: that nothing more will come of a table. */
@ExtendWith(PostgresExtension.class)
final class TableWatchIT {
  private static final PublicationName PUBLICATION =
      new PublicationName(QualifiedName.parse("watched").name());

  private PostgresDatabase database;
  private Connection work;
  private PublicationPlan publication;
  private CapturedTable table;
  private TableWatch watch;

  @BeforeEach
  void publishATable(PostgresDatabase fresh) throws Exception {
    database = fresh;
    work = database.connect();
    publication =
        new PublicationPlan(
            work, CaptureConfig.DEFAULT_SCHEMA, PUBLICATION, Set.of(Operation.INSERT));
    database.execute("CREATE TABLE t (id int PRIMARY KEY)");
    table = new TableCatalog(work).find(QualifiedName.parse("t"));
    SqlScript.run(work, publication.statements(table));
    watch = new TableWatch(work, publication, List.of(table));
  }

  @AfterEach
  void disconnect() throws Exception {
    work.close();
  }

  @Test
  void isContentWithATableThatIsAltered() throws Exception {
    database.execute("ALTER TABLE t ADD note text; TRUNCATE t");

    assertThatCode(() -> watch.require(table)).doesNotThrowAnyException();
  }

  @Test
  void saysThatATableWasDropped() throws Exception {
    database.execute("DROP TABLE t");

    assertRefused("--table: public.t was dropped while it was captured");
  }

  @Test
  void isNotTakenInByAnotherTableOfThatName() throws Exception {
    database.execute("DROP TABLE t; CREATE TABLE t (id int PRIMARY KEY)");
    database.execute("ALTER PUBLICATION watched ADD TABLE t");

    assertRefused("--table: public.t was dropped while it was captured");
  }

  @Test
  void saysTheNewNameOfATable() throws Exception {
    database.execute("CREATE SCHEMA old; ALTER TABLE t SET SCHEMA old");

    assertRefused("--table: public.t is called old.t now; start again with --table old.t");
  }

  @Test
  void saysThatATableIsNotPublishedAnyMore() throws Exception {
    database.execute("ALTER PUBLICATION watched DROP TABLE t");

    assertRefused("--table: public.t was taken out of its publication");
  }

  @Test
  void isContentWithInsertionsAloneOfATableThatHasLostItsKey() throws Exception {
    database.execute("ALTER TABLE t DROP CONSTRAINT t_pkey");
    SqlScript.run(
        work, publication.statements(new TableCatalog(work).find(QualifiedName.parse("t"))));

    assertThatCode(() -> watch.require(table)).doesNotThrowAnyException();
  }

  @Test
  void looksNotBeforeItIsTime() throws Exception {
    database.execute("DROP TABLE t");

    assertThatCode(watch::look).doesNotThrowAnyException();
  }

  private void assertRefused(String start) {
    assertThatThrownBy(() -> watch.require(table))
        .isInstanceOf(RefusedByPostgresException.class)
        .hasMessageStartingWith(start);
  }
}
