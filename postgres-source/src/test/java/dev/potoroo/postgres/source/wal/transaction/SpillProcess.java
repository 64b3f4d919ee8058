package dev.potoroo.postgres.source.wal.transaction;

import static dev.potoroo.postgres.source.wal.transaction.Changes.EVENTS;
import static dev.potoroo.postgres.source.wal.transaction.Changes.lsn;
import static dev.potoroo.postgres.source.wal.transaction.Changes.row;
import static dev.potoroo.postgres.source.wal.transaction.Changes.text;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.potoroo.postgres.source.wal.change.Change;
import dev.potoroo.postgres.source.wal.change.Insert;
import dev.potoroo.postgres.source.wal.change.StreamStart;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A program that keeps one large transaction, for the limits that only a process can have: of its
 * heap, and of its files. Prints how many changes it read back in their order.
 */
final class SpillProcess {
  private static final long XID = 753;

  /** What the changes take in all, many times the heap. */
  private static final String NOTE = "x".repeat(1_000);

  private SpillProcess() {}

  /**
   * @param arguments the directory, the number of changes
   */
  public static void main(String[] arguments) throws IOException {
    int count = Integer.parseInt(arguments[1]);
    try (StreamedTransactions transactions =
        new StreamedTransactions(new SpillDirectory(Path.of(arguments[0])), 1 << 20)) {
      transactions.start(new StreamStart(XID, true));
      for (int i = 0; i < count; i++) {
        transactions.add(new Insert(lsn(i), XID, EVENTS, row(text(NOTE))));
      }
      System.out.println("read back " + read(transactions));
    } catch (SpillException e) {
      System.out.println(e.getMessage());
    }
  }

  private static int read(StreamedTransactions transactions) throws IOException {
    int read = 0;
    try (StreamedTransactions.Changes changes = transactions.commit(XID)) {
      for (Change change = changes.next(); change != null; change = changes.next()) {
        if (change.lsn().asLong() == read) {
          read++;
        }
      }
    }
    return read;
  }

  /**
   * Runs it and waits for its end.
   *
   * @param limits of the shell, such as {@code ulimit -f 1024}
   * @return all that it printed
   */
  static String run(String limits, Path directory, int count)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                limits + "; exec \"$@\"",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx16m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                SpillProcess.class.getName(),
                directory.toString(),
                Integer.toString(count))
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    process.waitFor();
    return output;
  }
}
