package dev.potoroo.postgres.source.wal.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The position in a file, and the files that are none. */
final class FilePositionStoreTest extends PositionStoreContract {
  private final Path directory;

  FilePositionStoreTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Override
  FilePositionStore open() {
    return new FilePositionStore(file(), "slot_a");
  }

  @Test
  void leavesNothingBesideTheFile() throws Exception {
    open().save(position("a", "0/100", stream("x", 3, 5)));

    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(file());
    }
  }

  @Test
  void isNotMisledByAWriteThatACrashCutShort() throws Exception {
    open().save(position("a", "0/100", stream("x", 3, 5)));
    Files.writeString(file().resolveSibling("position.json.new"), "{\"kind\": \"poto");

    assertThat(open().load()).contains(position("a", "0/100", stream("x", 3, 5)));
    open().save(position("a", "0/200", stream("x", 4, 6)));
    assertThat(open().load()).contains(position("a", "0/200", stream("x", 4, 6)));
  }

  @Test
  void refusesAFileThatIsTornAnywhere() throws Exception {
    open().save(position("a", "0/100", stream("x", 3, 5)));
    String whole = Files.readString(file());

    IntStream.range(0, whole.length() - 1)
        .forEach(
            length -> {
              write(whole.substring(0, length));
              assertThatThrownBy(() -> open().load())
                  .isInstanceOf(IOException.class)
                  .hasMessageStartingWith(
                      "--position-file: expected the position of slot slot_a in " + file());
            });
  }

  @Test
  void refusesAFileThatWasEdited() throws Exception {
    open().save(position("a", "0/100", stream("x", 3, 5)));
    write(Files.readString(file()).replace("0/100", "0/900"));

    assertThatThrownBy(() -> open().load()).hasMessageContaining("it is torn or was edited");
  }

  @Test
  void refusesAnotherKindOfFile() {
    write("host=localhost\n");

    assertThatThrownBy(() -> open().load()).hasMessageContaining("it is another kind of file");
  }

  @Test
  void refusesThePositionOfAnotherSlot() throws Exception {
    new FilePositionStore(file(), "slot_b").save(position("a", "0/100"));

    assertThatThrownBy(() -> open().save(position("a", "0/200")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("but it is of slot slot_b");
  }

  private Path file() {
    return directory.resolve("position.json");
  }

  private void write(String text) {
    try {
      Files.writeString(file(), text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
