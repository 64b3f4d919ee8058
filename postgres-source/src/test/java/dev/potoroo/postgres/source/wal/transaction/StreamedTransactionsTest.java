package dev.potoroo.postgres.source.wal.transaction;

import static dev.potoroo.postgres.source.wal.transaction.Changes.EVENTS;
import static dev.potoroo.postgres.source.wal.transaction.Changes.commit;
import static dev.potoroo.postgres.source.wal.transaction.Changes.insert;
import static dev.potoroo.postgres.source.wal.transaction.Changes.lsn;
import static dev.potoroo.postgres.source.wal.transaction.Changes.row;
import static dev.potoroo.postgres.source.wal.transaction.Changes.table;
import static dev.potoroo.postgres.source.wal.transaction.Changes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.connector.ConfigurationException;
import dev.potoroo.postgres.source.wal.change.Change;
import dev.potoroo.postgres.source.wal.change.ColumnValue.Absent;
import dev.potoroo.postgres.source.wal.change.ColumnValue.Null;
import dev.potoroo.postgres.source.wal.change.ColumnValue.UnchangedToast;
import dev.potoroo.postgres.source.wal.change.Delete;
import dev.potoroo.postgres.source.wal.change.Insert;
import dev.potoroo.postgres.source.wal.change.StreamAbort;
import dev.potoroo.postgres.source.wal.change.StreamStart;
import dev.potoroo.postgres.source.wal.change.Table;
import dev.potoroo.postgres.source.wal.change.Truncate;
import dev.potoroo.postgres.source.wal.change.Update;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With a limit of 0 bytes each change goes to disk by itself, with 1 MiB all stay in memory. */
final class StreamedTransactionsTest {
  private static final long XID = 753;
  private static final long OTHER_XID = 800;

  private final Path directory;

  StreamedTransactionsTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1 << 20})
  void givesEachTransactionItsChangesInTheirOrder(long memoryBytes) throws IOException {
    try (StreamedTransactions transactions = transactions(memoryBytes)) {
      transactions.start(new StreamStart(XID, true));
      transactions.add(insert(XID, "a1"));
      transactions.add(insert(XID, "a2"));
      transactions.start(new StreamStart(OTHER_XID, true));
      transactions.add(insert(OTHER_XID, "b1"));
      transactions.start(new StreamStart(XID, false));
      transactions.add(insert(XID, "a3"));

      assertThat(commit(transactions, OTHER_XID)).containsExactly(insert(OTHER_XID, "b1"));
      assertThat(commit(transactions, XID))
          .containsExactly(insert(XID, "a1"), insert(XID, "a2"), insert(XID, "a3"));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1 << 20})
  void dropsOnlyWhatTheRolledBackSubtransactionDid(long memoryBytes) throws IOException {
    try (StreamedTransactions transactions = transactions(memoryBytes)) {
      transactions.start(new StreamStart(XID, true));
      transactions.add(insert(XID, "before"));
      transactions.add(insert(XID + 1, "kept"));
      transactions.add(insert(XID + 2, "rolled back"));
      transactions.add(insert(XID + 2, "rolled back"));
      transactions.abort(new StreamAbort(XID, XID + 2));
      transactions.start(new StreamStart(XID, false));
      transactions.add(insert(XID + 3, "after"));
      transactions.add(insert(XID, "last"));

      List<Change> committed = commit(transactions, XID);

      assertThat(committed)
          .containsExactly(
              insert(XID, "before"),
              insert(XID + 1, "kept"),
              insert(XID + 3, "after"),
              insert(XID, "last"));
    }
  }

  @Test
  void knowsASubtransactionWhoseIdHasGoneRound() throws IOException {
    long last = (1L << 32) - 1;
    long next = 3; // 0 to 2 are never given out
    try (StreamedTransactions transactions = transactions(1 << 20)) {
      transactions.start(new StreamStart(last, true));
      transactions.add(insert(last, "kept"));
      transactions.add(insert(next, "rolled back"));
      transactions.abort(new StreamAbort(last, next));

      assertThat(commit(transactions, last)).containsExactly(insert(last, "kept"));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1 << 20})
  void dropsARolledBackTransaction(long memoryBytes) throws IOException {
    try (StreamedTransactions transactions = transactions(memoryBytes)) {
      transactions.start(new StreamStart(XID, true));
      transactions.add(insert(XID, "rolled back"));
      transactions.add(insert(XID + 1, "rolled back"));

      transactions.abort(new StreamAbort(XID, XID));

      assertThat(commit(transactions, XID)).isEmpty();
      assertThat(OpenFiles.in(directory)).isEmpty();
    }
  }

  @Test
  void hasNothingOfATransactionThatItWasNeverTold() throws IOException {
    try (StreamedTransactions transactions = transactions(0)) {
      transactions.abort(new StreamAbort(XID, XID + 1));
      transactions.abort(new StreamAbort(XID, XID));

      assertThat(commit(transactions, XID)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1 << 20})
  void givesBackEveryKindOfChangeAsItWas(long memoryBytes) throws IOException {
    Table wide = table("id", "name", "note");
    List<Change> changes =
        List.of(
            new Insert(lsn(0x16_B374D848L), XID, wide, row(text("1"), text(""), Null.INSTANCE)),
            new Update(
                lsn(2), XID, wide, null, row(text("1"), text("Grüße 🦘"), UnchangedToast.INSTANCE)),
            new Update(
                lsn(3),
                XID,
                wide,
                row(text("1"), Absent.INSTANCE, Absent.INSTANCE),
                row(text("2"), text("x".repeat(200_000)), Null.INSTANCE)),
            new Delete(lsn(4), XID + 7, wide, row(text("2"), Absent.INSTANCE, Absent.INSTANCE)),
            new Truncate(lsn(5), XID, List.of(wide, EVENTS), true, false),
            new Truncate(lsn(6), XID, List.of(EVENTS), false, true));
    try (StreamedTransactions transactions = transactions(memoryBytes)) {
      transactions.start(new StreamStart(XID, true));
      for (Change change : changes) {
        transactions.add(change);
      }

      assertThat(commit(transactions, XID)).isEqualTo(changes);
    }
  }

  @Test
  void givesEachChangeTheTableAsItWasAtThatPlace() throws IOException {
    Table altered = table("note", "added");
    Insert before = new Insert(lsn(1), XID, EVENTS, row(text("a")));
    Insert after = new Insert(lsn(2), XID, altered, row(text("b"), text("c")));
    try (StreamedTransactions transactions = transactions(0)) {
      transactions.start(new StreamStart(XID, true));
      transactions.add(before);
      transactions.add(after);
      transactions.add(before);

      assertThat(commit(transactions, XID)).containsExactly(before, after, before);
    }
  }

  @Test
  void beginsAnewWhenTheFirstPieceComesAgain() throws IOException {
    try (StreamedTransactions transactions = transactions(0)) {
      transactions.start(new StreamStart(XID, true));
      transactions.add(insert(XID, "cut off"));

      transactions.start(new StreamStart(XID, true));
      transactions.add(insert(XID, "again"));

      assertThat(commit(transactions, XID)).containsExactly(insert(XID, "again"));
    }
  }

  @Test
  void movesTheLargestTransactionToDiskAndLeavesTheOthersInMemory() throws IOException {
    try (StreamedTransactions transactions = transactions(1 << 20)) {
      List<Change> large = new ArrayList<>();
      transactions.start(new StreamStart(OTHER_XID, true));
      transactions.add(insert(OTHER_XID, "small"));
      transactions.start(new StreamStart(XID, true));
      for (int i = 0; i < 100; i++) {
        Insert change = insert(XID, i + "x".repeat(30_000));
        large.add(change);
        transactions.add(change);
      }

      assertThat(OpenFiles.in(directory)).hasSize(1);
      assertThat(commit(transactions, XID)).isEqualTo(large);
      assertThat(OpenFiles.in(directory)).isEmpty();
      assertThat(commit(transactions, OTHER_XID)).containsExactly(insert(OTHER_XID, "small"));
    }
  }

  @Test
  void leavesNoNameOnDisk() throws IOException {
    try (StreamedTransactions transactions = transactions(0)) {
      transactions.start(new StreamStart(XID, true));
      transactions.add(insert(XID, "on disk"));

      assertThat(OpenFiles.in(directory)).hasSize(1);
      assertThat(directory).isEmptyDirectory();
    }
  }

  @Test
  void dropsAllWhenTheServerBeginsAgain() throws IOException {
    try (StreamedTransactions transactions = transactions(0)) {
      transactions.start(new StreamStart(XID, true));
      transactions.add(insert(XID, "a"));
      transactions.start(new StreamStart(OTHER_XID, true));
      transactions.add(insert(OTHER_XID, "b"));

      transactions.clear();

      assertThat(OpenFiles.in(directory)).isEmpty();
      assertThat(commit(transactions, XID)).isEmpty();
      assertThat(commit(transactions, OTHER_XID)).isEmpty();
    }
  }

  @Test
  void closesItsFilesInTheMiddleOfAll() throws IOException {
    StreamedTransactions transactions = transactions(0);
    transactions.start(new StreamStart(XID, true));
    transactions.add(insert(XID, "in progress"));
    transactions.start(new StreamStart(OTHER_XID, true));
    transactions.add(insert(OTHER_XID, "committed, not read"));

    transactions.commit(OTHER_XID).close();
    transactions.close();

    assertThat(OpenFiles.in(directory)).isEmpty();
  }

  @Test
  void refusesADirectoryThatIsNotThere() {
    Path missing = directory.resolve("missing");

    assertThatThrownBy(() -> new SpillDirectory(missing))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(
            "--spill-directory: expected a directory to write to, got " + missing);
  }

  private StreamedTransactions transactions(long memoryBytes) {
    return new StreamedTransactions(new SpillDirectory(directory), memoryBytes);
  }
}
