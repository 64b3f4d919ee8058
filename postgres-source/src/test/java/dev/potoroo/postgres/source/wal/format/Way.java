package dev.potoroo.postgres.source.wal.format;

import dev.potoroo.postgres.source.capture.Operation;
import dev.potoroo.postgres.source.wal.change.Change;
import dev.potoroo.postgres.source.wal.change.Delete;
import dev.potoroo.postgres.source.wal.change.Insert;
import dev.potoroo.postgres.source.wal.change.Read;
import dev.potoroo.postgres.source.wal.change.Update;
import dev.potoroo.postgres.source.wal.format.TypeRows.Expected;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The ways of a row into a message: a column of the type table. */
enum Way {
  SNAPSHOT(Read.class, "read", "r") {
    @Override
    List<String> rows(Expected expected) {
      return expected.inserted();
    }
  },
  INSERT(Insert.class, "insert", "c") {
    @Override
    List<String> rows(Expected expected) {
      return expected.inserted();
    }
  },
  UPDATE(Update.class, "update", "u") {
    @Override
    List<String> rows(Expected expected) {
      List<String> pairs = new ArrayList<>();
      for (int i = 0; i < expected.inserted().size(); i++) {
        pairs.add(envelope(expected.inserted().get(i), expected.updated().get(i)));
      }
      return pairs;
    }
  },
  DELETE(Delete.class, "delete", "d") {
    @Override
    List<String> rows(Expected expected) {
      return expected.updated().stream().map(row -> envelope(row, "null")).toList();
    }
  };

  final Class<? extends Change> change;

  /** What format change calls it. */
  final String operation;

  /** What format debezium calls it. */
  final String op;

  Way(Class<? extends Change> change, String operation, String op) {
    this.change = change;
    this.operation = operation;
    this.op = op;
  }

  /** The payloads in format row. */
  abstract List<String> rows(Expected expected);

  String envelope(String before, String after) {
    return "{\"operation\":\"%s\",\"before\":%s,\"after\":%s}".formatted(operation, before, after);
  }

  /** Those that give payloads the form of {@link #rows}: the bare row, where it is new. */
  Set<Operation> operations() {
    return isNewRow() ? Set.of(Operation.INSERT) : Set.of(Operation.values());
  }

  /** What mode outbox calls it: there every new row is an insertion. */
  String outboxOperation() {
    return isNewRow() ? INSERT.operation : operation;
  }

  private boolean isNewRow() {
    return this == SNAPSHOT || this == INSERT;
  }
}
