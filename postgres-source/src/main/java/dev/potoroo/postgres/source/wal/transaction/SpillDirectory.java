package dev.potoroo.postgres.source.wal.transaction;

import dev.potoroo.connector.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where transactions in progress go that do not fit into memory.
 *
 * <p>A file there is only for the user who runs this, and has no name: it is unlinked when it has
 * been opened. So however the process ends, its files go with it, and there is nothing to clean up
 * at the next start. ({@code df} counts them, {@code ls} does not show them.)
 */
public final class SpillDirectory {
  private final Path directory;

  /**
   * @param directory must exist, and let us create files
   * @throws ConfigurationException when it does not
   */
  public SpillDirectory(Path directory) {
    if (!Files.isDirectory(directory) || !Files.isWritable(directory)) {
      throw new ConfigurationException(
          "--spill-directory: expected a directory to write to, got %s; make it, or name another"
              .formatted(directory));
    }
    this.directory = directory;
  }

  /**
   * A new, empty file.
   *
   * @param xid of the transaction that it is for
   */
  SpillFile create(long xid) throws SpillException {
    try {
      return SpillFile.open(Files.createTempFile(directory, "potoroo-transaction-", null));
    } catch (IOException e) {
      throw failure(xid, 0, e);
    }
  }

  /**
   * @param bytes how much of the transaction is there
   */
  SpillException failure(long xid, long bytes, IOException cause) {
    return new SpillException(
        "--spill-directory: cannot keep transaction %d in %s until it commits, %d MiB of it are there: %s; make room, or name a directory with more of it, and start again: nothing is lost"
            .formatted(xid, directory, bytes >> 20, cause.getMessage()),
        cause);
  }

  @Override
  public String toString() {
    return directory.toString();
  }
}
