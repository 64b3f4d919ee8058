package dev.potoroo.transport;

import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What new connections are made with: read from the files, and read anew once they have changed.
 * While they cannot be read, or do not fit together, the last good ones stay in use. Connections
 * that are there keep what they began with. Thread-safe.
 */
final class TlsContext {

  private static final Logger log = LoggerFactory.getLogger(TlsContext.class);

  /** Makes a context of the files as they are now. */
  @FunctionalInterface
  interface Reader {
    SslContext read(TlsSettings settings) throws IOException;
  }

  private final TlsSettings settings;
  private final Reader reader;

  /** The files that were looked at last, good or not. */
  private List<FileState> seen;

  private SslContext current;

  /** What tells one version of a file from the next, be it written over or put in its place. */
  private record FileState(Path file, @Nullable Object identity, long size, long modifiedMillis) {

    static FileState of(Path file) {
      try {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        return new FileState(file, now.fileKey(), now.size(), now.lastModifiedTime().toMillis());
      } catch (IOException e) {
        return new FileState(file, e.getClass(), -1, -1); // reading it says what is wrong
      }
    }
  }

  /**
   * @throws IOException when a file cannot be used; says which and why
   */
  TlsContext(TlsSettings settings, Reader reader) throws IOException {
    this.settings = settings;
    this.reader = reader;
    this.seen = look();
    this.current = reader.read(settings);
  }

  /** For the next connection. Reads small files where they have changed, so it hardly blocks. */
  synchronized SslContext get() {
    List<FileState> now = look();
    if (!now.equals(seen)) {
      seen = now;
      try {
        current = reader.read(settings);
        log.info("new connections use the changed TLS files {}", settings.files());
      } catch (IOException e) {
        log.warn(
            "the TLS files have changed and cannot be used, staying with those from before: {}",
            e.getMessage());
      }
    }
    return current;
  }

  private List<FileState> look() {
    List<FileState> states = new ArrayList<>();
    settings.files().forEach(file -> states.add(FileState.of(file)));
    return states;
  }
}
