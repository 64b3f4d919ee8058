package dev.potoroo.postgres.source.wal.transaction;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that is written to its end, then read from its beginning, and is gone when closed. */
final class SpillFile implements Closeable {
  private static final int READ_BUFFER_BYTES = 1 << 16;

  private final FileChannel channel;

  private SpillFile(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * @param path an empty file; it has lost its name when this returns, on any Unix
   */
  static SpillFile open(Path path) throws IOException {
    return new SpillFile(
        FileChannel.open(
            path,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE));
  }

  void append(byte[] bytes, int length) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(bytes, 0, length);
    while (rest.hasRemaining()) {
      channel.write(rest);
    }
  }

  /** All that was appended. Nothing can be appended any more. */
  InputStream read() throws IOException {
    channel.position(0);
    return new BufferedInputStream(Channels.newInputStream(channel), READ_BUFFER_BYTES);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
