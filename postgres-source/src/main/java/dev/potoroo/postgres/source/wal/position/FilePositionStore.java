package dev.potoroo.postgres.source.wal.position;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A position in a file, for a database in which the source may not write. It is written beside the
 * file and renamed over it, with both and the directory forced to disk, so a crash leaves the old
 * one or the new one.
 *
 * <p>One file for one slot. Whoever moves the source to another machine moves the file along: a
 * source that finds none begins new streams.
 */
public final class FilePositionStore implements PositionStore {
  private final Path file;
  private final String slot;

  /** Null until it is read. */
  private @Nullable StoredPosition stored;

  /**
   * @param file in a directory that is there
   */
  public FilePositionStore(Path file, String slot) {
    this.file = file.toAbsolutePath();
    this.slot = slot;
  }

  /**
   * The position in a file that is there, of whatever slot.
   *
   * @throws IOException when there is none, or it is not a position
   */
  public static FilePositionStore existing(Path file) throws IOException {
    try {
      return new FilePositionStore(file, PositionText.parse(Files.readString(file)).slot());
    } catch (NoSuchFileException e) {
      throw new IOException(
          "--position-file: expected the position of a source in %s, there is no such file"
              .formatted(file.toAbsolutePath()),
          e);
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "--position-file: expected the position of a source in %s, but %s"
              .formatted(file.toAbsolutePath(), e.getMessage()),
          e);
    }
  }

  /** Whose position it is. */
  public String slot() {
    return slot;
  }

  /**
   * @throws IOException when the file cannot be read, is torn, is no position, or is of another
   *     slot
   */
  @Override
  public Optional<LogPosition> load() throws IOException {
    stored = read();
    return Optional.ofNullable(stored.position());
  }

  @Override
  public List<LogGap> gaps() throws IOException {
    return current().gaps();
  }

  @Override
  public void save(LogPosition position) throws IOException {
    StoredPosition before = current();
    LogPosition old = before.position();
    write(
        new StoredPosition(slot, old == null ? position : position.notBehind(old), before.gaps()));
  }

  @Override
  public void recordGap(LogGap gap) throws IOException {
    StoredPosition before = current();
    List<LogGap> gaps = new ArrayList<>(before.gaps());
    gaps.removeIf(gap::beginsWhere);
    gaps.add(gap);
    write(new StoredPosition(slot, before.position(), gaps));
  }

  @Override
  public void delete() throws IOException {
    if (Files.deleteIfExists(file)) {
      forceDirectory();
    }
    stored = null;
  }

  private StoredPosition current() throws IOException {
    StoredPosition known = stored == null ? read() : stored;
    stored = known;
    return known;
  }

  private StoredPosition read() throws IOException {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      return new StoredPosition(slot, null, List.of());
    }
    try {
      StoredPosition found = PositionText.parse(text);
      if (!found.slot().equals(slot)) {
        throw new IllegalArgumentException("it is of slot " + found.slot());
      }
      return found;
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "--position-file: expected the position of slot %s in %s, but %s; name the right file, or move this one away to begin new streams"
              .formatted(slot, file, e.getMessage()),
          e);
    }
  }

  private void write(StoredPosition next) throws IOException {
    Path beside = file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel channel =
        FileChannel.open(
            beside,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(PositionText.write(next).getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    forceDirectory();
    stored = next;
  }

  /** Without, the rename itself could be lost. */
  private void forceDirectory() throws IOException {
    try (FileChannel directory =
        FileChannel.open(Objects.requireNonNull(file.getParent()), StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  /** Holds nothing open. */
  @Override
  public void close() {}
}
