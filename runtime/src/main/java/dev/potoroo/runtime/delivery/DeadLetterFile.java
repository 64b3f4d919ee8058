package dev.potoroo.runtime.delivery;

import dev.potoroo.pipeline.SourceMessage;
import dev.potoroo.protocol.StreamId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;

/**
 * Where bad messages are put aside: one JSON object a line, each on disk before {@link #append}
 * returns. After a crash a message may be there twice.
 *
 * <p>The members are {@code source}, {@code stream}, {@code streamId}, {@code id}, {@code
 * eventTime}, {@code key}, {@code payload} and {@code reason}. Key and payload are base64, as they
 * may be any bytes; ids are text, as many readers of JSON take numbers for doubles.
 */
public final class DeadLetterFile implements AutoCloseable {
  private final FileChannel file;

  private DeadLetterFile(FileChannel file) {
    this.file = file;
  }

  /**
   * Opens the file to append to it, and makes it when there is none.
   *
   * @throws IOException when it cannot be opened or written
   */
  public static DeadLetterFile open(Path path) throws IOException {
    FileChannel file =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    DeadLetterFile deadLetters = new DeadLetterFile(file);
    try {
      deadLetters.seekEndOfLines();
    } catch (IOException e) {
      file.close();
      throw e;
    }
    return deadLetters;
  }

  /** A line that a crash cut short is ended, so that the next one stands by itself. */
  private void seekEndOfLines() throws IOException {
    long size = file.size();
    file.position(size);
    ByteBuffer last = ByteBuffer.allocate(1);
    if (size > 0 && file.read(last, size - 1) == 1 && last.get(0) != '\n') {
      write("\n");
    }
  }

  /**
   * Adds a line and waits until it is on disk.
   *
   * @throws IOException when it is not: the message must not count as processed
   */
  public void append(String source, StreamId streamId, SourceMessage message, String reason)
      throws IOException {
    Base64.Encoder base64 = Base64.getEncoder();
    write(
        "{\"source\":"
            + quoted(source)
            + ",\"stream\":"
            + quoted(message.stream())
            + ",\"streamId\":\""
            + streamId
            + "\",\"id\":\""
            + Long.toUnsignedString(message.id())
            + "\",\"eventTime\":"
            + message.eventTime()
            + ",\"key\":\""
            + base64.encodeToString(message.key())
            + "\",\"payload\":\""
            + base64.encodeToString(message.payload())
            + "\",\"reason\":"
            + quoted(reason)
            + "}\n");
    file.force(true);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private void write(String text) throws IOException {
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
  }

  private static String quoted(String text) {
    StringBuilder json = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        json.append(String.format("\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }
}
