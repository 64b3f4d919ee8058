package dev.potoroo.postgres.sink.batch;

import dev.potoroo.connector.sink.SinkBatch;
import dev.potoroo.postgres.sink.schema.FitSchema;
import dev.potoroo.postgres.sink.schema.TargetTable;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Writes a batch: steps its marks and inserts its rows in one SQL statement, which is one
 * transaction and one round trip.
 */
final class BatchStatement {
  private final Connection connection;
  private final TargetTable target;
  private final MarkStep step;
  private final PreparedStatement oneMark;
  private final PreparedStatement severalMarks;

  BatchStatement(Connection connection, FitSchema schema, MarkStep step) throws SQLException {
    this.connection = connection;
    this.target = schema.target();
    this.step = step;
    this.oneMark = step.prepareOne(RowInsert.sql(target));
    this.severalMarks = step.prepare(RowInsert.sql(target));
  }

  /**
   * @throws PoisonMessageException when a payload is no text and the column holds text; nothing was
   *     sent
   * @throws SQLException when nothing was written, or it is not known whether
   */
  void execute(SinkBatch batch) throws SQLException, PoisonMessageException {
    Array payloads = RowInsert.payloads(connection, target, batch.messages());
    if (batch.marks().size() == 1) {
      step.bindOne(oneMark, batch.marks().get(0));
      oneMark.setArray(MarkStep.PARAMETERS_OF_ONE + 1, payloads);
      oneMark.executeUpdate();
    } else {
      step.bind(severalMarks, batch);
      severalMarks.setArray(MarkStep.PARAMETERS + 1, payloads);
      severalMarks.executeUpdate();
    }
  }
}
