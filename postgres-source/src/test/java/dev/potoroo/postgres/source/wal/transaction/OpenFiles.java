package dev.potoroo.postgres.source.wal.transaction;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Files that this process holds open and that may have no name any more, as Linux lists them. */
final class OpenFiles {

  private OpenFiles() {}

  static List<Path> in(Path directory) throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors.toList()) {
        try {
          Path target = Files.readSymbolicLink(descriptor);
          if (target.startsWith(directory)) {
            found.add(target);
          }
        } catch (NoSuchFileException e) {
          continue; // the descriptor that listed the others
        }
      }
    }
    return found;
  }
}
