package dev.potoroo.postgres.source.wal.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process can hold, and what it says when it cannot. Its heap is 16 MiB. */
final class SpillProcessTest {
  @Test
  void passesATransactionManyTimesTheSizeOfTheHeap(@TempDir Path directory) throws Exception {
    String output = SpillProcess.run("true", directory, 200_000); // 200 MB

    assertThat(output).contains("read back 200000");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void saysWhatToDoWhenTheDiskIsFull(@TempDir Path directory) throws Exception {
    String output = SpillProcess.run("ulimit -f 8192", directory, 20_000); // 20 MB into 4 or 8

    assertThat(output)
        .contains("--spill-directory: cannot keep transaction 753 in " + directory)
        .contains("MiB of it are there: File too large; make room")
        .contains("nothing is lost");
  }
}
