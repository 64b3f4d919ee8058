package dev.potoroo.postgres.source.wal.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.capture.SqlScript;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import dev.potoroo.testkit.postgres.PostgresRole;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The position in our schema, stored by a role that has the printed grants and nothing else. */
@ExtendWith(PostgresExtension.class)
final class DatabasePositionStoreIT extends PositionStoreContract {
  private static final SqlName SCHEMA = new SqlName("Odd \"schema'");

  private Connection connection;

  @BeforeEach
  void createTables(PostgresDatabase database) throws SQLException {
    PostgresRole role = database.createRole();
    try (Connection owner = database.connect()) {
      PositionTables tables = new PositionTables(owner, SCHEMA);
      SqlScript.run(owner, tables.create());
      SqlScript.run(owner, tables.grants(new SqlName(role.name())));
      assertThat(tables.create()).isEmpty();
    }
    connection = database.connect(role);
  }

  @AfterEach
  void disconnect() throws SQLException {
    connection.close();
  }

  @Override
  DatabasePositionStore open() {
    return open("slot_a");
  }

  private DatabasePositionStore open(String slot) {
    return new DatabasePositionStore(connection, SCHEMA, slot);
  }

  @Test
  void keepsSlotsApart() throws Exception {
    open("slot_a").save(position("a", "0/100", stream("x", 3, 5)));
    open("slot_b").save(position("b", "0/200", stream("x", 1, 1)));

    open("slot_b").delete();

    assertThat(open("slot_a").load()).contains(position("a", "0/100", stream("x", 3, 5)));
    assertThat(open("slot_b").load()).isEmpty();
  }

  @Test
  void noticesThatAnotherHasReplacedThePosition() throws Exception {
    PositionStore old = open();
    old.save(position("a", "0/100"));
    open().save(position("b", "0/200"));

    assertThatThrownBy(() -> old.save(position("a", "0/300")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("incarnation a is not stored any more");
    assertThat(open().load()).contains(position("b", "0/200"));
  }
}
