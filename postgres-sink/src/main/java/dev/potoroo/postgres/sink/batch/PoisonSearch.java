package dev.potoroo.postgres.sink.batch;

import dev.potoroo.connector.sink.SinkMessage;
import dev.potoroo.postgres.connection.PostgresErrors;
import dev.potoroo.postgres.sink.schema.TargetTable;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the message that made PostgreSQL refuse a batch: the last one of the shortest beginning of
 * the batch that is refused. Each try is rolled back.
 */
final class PoisonSearch {
  private final Connection connection;
  private final TargetTable target;

  PoisonSearch(Connection connection, TargetTable target) {
    this.connection = connection;
    this.target = target;
  }

  /**
   * @return the message and the reason; null when this time the batch would be taken
   * @throws SQLException when the search itself fails
   */
  @Nullable PoisonMessageException find(List<SinkMessage> messages)
      throws SQLException, PoisonMessageException {
    @Nullable SQLException reason = refusal(messages);
    if (reason == null) {
      return null;
    }
    int taken = 0;
    int refused = messages.size();
    while (refused - taken > 1) {
      int middle = (taken + refused) >>> 1;
      @Nullable SQLException error = refusal(messages.subList(0, middle));
      if (error == null) {
        taken = middle;
      } else {
        refused = middle;
        reason = error;
      }
    }
    return new PoisonMessageException(messages.get(taken), PostgresErrors.describe(reason));
  }

  private @Nullable SQLException refusal(List<SinkMessage> messages)
      throws SQLException, PoisonMessageException {
    Array payloads = RowInsert.payloads(connection, target, messages);
    connection.setAutoCommit(false);
    try (Statement constraints = connection.createStatement();
        PreparedStatement statement = connection.prepareStatement(RowInsert.sql(target))) {
      constraints.execute(Salvage.CHECK_AT_ONCE);
      statement.setArray(1, payloads);
      statement.executeUpdate();
      return null;
    } catch (SQLException e) {
      if (!Rejection.isAboutARow(e)) {
        throw e;
      }
      return e;
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }
}
