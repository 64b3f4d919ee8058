package dev.potoroo.postgres.sink.batch;

import dev.potoroo.connector.sink.SinkBatch;
import dev.potoroo.connector.sink.SinkMessage;
import dev.potoroo.postgres.sink.schema.DeadLetterTable;
import dev.potoroo.postgres.sink.schema.FitSchema;
import dev.potoroo.postgres.sink.schema.PayloadType;
import dev.potoroo.postgres.sink.schema.TargetTable;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a batch of which the target table refuses messages: steps the marks, inserts the rows that
 * the table takes, in their order, and a dead letter for each of the others; all in one
 * transaction.
 *
 * <p>What is refused is halved, and each half tried behind a savepoint, the earlier one first. For
 * k refused of n messages that makes k · log n tries, and a row is tried log n times at most. Of
 * two rows that must not be alike the later is the one refused, as it would be alone.
 */
final class Salvage {
  /** A deferred constraint would else speak at the commit, when no row can be blamed for it. */
  static final String CHECK_AT_ONCE = "SET CONSTRAINTS ALL IMMEDIATE";

  /** One round trip, where nothing is refused. */
  private static final String TRY = "SAVEPOINT attempt; %s; RELEASE SAVEPOINT attempt";

  private static final String TAKE_BACK =
      "ROLLBACK TO SAVEPOINT attempt; RELEASE SAVEPOINT attempt";

  private final Connection connection;
  private final TargetTable target;
  private final MarkStep step;
  private final DeadLetterInsert deadLetters;

  Salvage(Connection connection, FitSchema schema, DeadLetterTable table, MarkStep step) {
    this.connection = connection;
    this.target = schema.target();
    this.step = step;
    this.deadLetters = new DeadLetterInsert(connection, table, target);
  }

  /**
   * @return what became a dead letter, in the order of the batch
   * @throws SQLException when nothing was written, or it is not known whether
   */
  List<Rejection> write(SinkBatch batch) throws SQLException, PoisonMessageException {
    connection.setAutoCommit(false);
    try {
      List<Rejection> rejections = writeInTransaction(batch);
      connection.commit();
      connection.setAutoCommit(true);
      return rejections;
    } catch (SQLException | PoisonMessageException e) {
      takeBack(e);
      throw e;
    }
  }

  /** Without a connection there is nothing to take back: the server has done it. */
  private void takeBack(Exception reason) {
    try {
      connection.rollback();
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      reason.addSuppressed(e);
    }
  }

  private List<Rejection> writeInTransaction(SinkBatch batch)
      throws SQLException, PoisonMessageException {
    stepMarks(batch);
    try (Statement statement = connection.createStatement()) {
      statement.execute(CHECK_AT_ONCE);
    }
    IdentityHashMap<SinkMessage, Rejection> refused = new IdentityHashMap<>();
    try (PreparedStatement insert =
        connection.prepareStatement(TRY.formatted(RowInsert.sql(target)))) {
      write(insert, withoutFlaw(batch.messages(), refused), refused);
    }
    List<Rejection> rejections =
        batch.messages().stream().filter(refused::containsKey).map(refused::get).toList();
    if (!rejections.isEmpty()) {
      deadLetters.execute(rejections);
    }
    return rejections;
  }

  /** Before the rows: so two writers of one stream wait for each other here and nowhere else. */
  private void stepMarks(SinkBatch batch) throws SQLException {
    try (PreparedStatement statement = step.prepare("SELECT")) {
      step.bind(statement, batch);
      statement.execute();
    }
  }

  /** The server cannot even be asked about a payload that is no text where text is expected. */
  private List<SinkMessage> withoutFlaw(
      List<SinkMessage> messages, Map<SinkMessage, Rejection> refused) {
    if (target.type() == PayloadType.BYTEA) {
      return messages;
    }
    List<SinkMessage> others = new ArrayList<>();
    for (SinkMessage message : messages) {
      @Nullable String flaw = PayloadText.flaw(message);
      if (flaw == null) {
        others.add(message);
      } else {
        refused.put(message, Rejection.asNoText(message, flaw));
      }
    }
    return others;
  }

  private void write(
      PreparedStatement insert, List<SinkMessage> messages, Map<SinkMessage, Rejection> refused)
      throws SQLException, PoisonMessageException {
    if (messages.isEmpty()) {
      return;
    }
    @Nullable SQLException refusal = refusal(insert, messages);
    if (refusal == null) {
      return;
    }
    if (messages.size() == 1) {
      refused.put(messages.get(0), Rejection.by(refusal, messages.get(0)));
      return;
    }
    int middle = messages.size() / 2;
    write(insert, messages.subList(0, middle), refused);
    write(insert, messages.subList(middle, messages.size()), refused);
  }

  private @Nullable SQLException refusal(PreparedStatement insert, List<SinkMessage> messages)
      throws SQLException, PoisonMessageException {
    Array payloads = RowInsert.payloads(connection, target, messages);
    try {
      insert.setArray(1, payloads);
      insert.execute();
      return null;
    } catch (SQLException e) {
      if (!Rejection.isAboutARow(e)) {
        throw e;
      }
      try (Statement statement = connection.createStatement()) {
        statement.execute(TAKE_BACK);
      }
      return e;
    }
  }
}
