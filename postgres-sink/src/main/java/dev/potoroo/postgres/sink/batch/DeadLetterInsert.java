package dev.potoroo.postgres.sink.batch;

import dev.potoroo.postgres.sink.schema.DeadLetterTable;
import dev.potoroo.postgres.sink.schema.TargetTable;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;

/** Inserts dead letters, so that their ids increase in the order of the messages. */
final class DeadLetterInsert {
  private static final String SQL =
      """
      INSERT INTO %s (application, target, stream, name, message, event_time, key, payload,
          sqlstate, reason)
        SELECT ?, ?, stream, name, message, event_time, key, payload, sqlstate, reason
          FROM unnest(?::numeric[], ?::text[], ?::numeric[], ?::bigint[], ?::bytea[], ?::bytea[],
              ?::text[], ?::text[])
            WITH ORDINALITY AS row (stream, name, message, event_time, key, payload, sqlstate,
              reason, position)
          ORDER BY position""";

  private final Connection connection;
  private final String sql;
  private final String target;

  DeadLetterInsert(Connection connection, DeadLetterTable table, TargetTable target) {
    this.connection = connection;
    this.sql = SQL.formatted(table.name().quoted());
    this.target = target.key();
  }

  /**
   * @param rejections at least one, all of one application
   */
  void execute(List<Rejection> rejections) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      String application = rejections.get(0).message().stream().application();
      statement.setString(1, HighWaterMarks.storable(application));
      statement.setString(2, target);
      statement.setArray(
          3, array("numeric", rejections, r -> numeric(r.message().stream().id().value())));
      statement.setArray(
          4, array("text", rejections, r -> HighWaterMarks.storable(r.message().stream().name())));
      statement.setArray(5, array("numeric", rejections, r -> numeric(r.message().id().value())));
      statement.setArray(6, array("bigint", rejections, r -> r.message().eventTime()));
      statement.setArray(7, bytes(rejections, r -> r.message().key()));
      statement.setArray(8, bytes(rejections, r -> r.message().payload()));
      statement.setArray(9, array("text", rejections, Rejection::sqlState));
      statement.setArray(10, array("text", rejections, Rejection::reason));
      statement.executeUpdate();
    }
  }

  private static Object numeric(long unsigned) {
    return HighWaterMarks.numeric(unsigned);
  }

  private Array array(String type, List<Rejection> rejections, Function<Rejection, Object> element)
      throws SQLException {
    return connection.createArrayOf(type, rejections.stream().map(element).toArray());
  }

  private Array bytes(List<Rejection> rejections, Function<Rejection, byte[]> element)
      throws SQLException {
    return connection.createArrayOf(
        "bytea", rejections.stream().map(element).toArray(byte[][]::new));
  }
}
