package dev.potoroo.connector.example;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.potoroo.connector.command.Program;
import dev.potoroo.connector.command.SinkOptions;
import dev.potoroo.connector.command.StopSignal;
import dev.potoroo.connector.sink.SinkBatch;
import dev.potoroo.connector.sink.SinkMessage;
import dev.potoroo.connector.sink.SinkRunner;
import dev.potoroo.connector.sink.SinkStream;
import dev.potoroo.connector.sink.SupersededException;
import dev.potoroo.connector.sink.TransactionalSink;
import dev.potoroo.protocol.PointOfReference;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * A sink in its full form: appends messages and marks to one file. A batch counts when its last
 * line, {@code commit}, is there; what follows the last of these is cut off at start.
 */
public final class JournalSink implements TransactionalSink {
  private static final String COMMIT = "commit";

  private final Path file;
  private final Map<String, PointOfReference> marks = new HashMap<>();
  private @Nullable FileChannel channel;

  public JournalSink(Path file) {
    this.file = file;
  }

  // begin open
  @Override
  public void open() throws IOException {
    channel = FileChannel.open(file, CREATE, READ, WRITE);
    marks.clear();
    Map<String, PointOfReference> uncommitted = new HashMap<>();
    long position = 0;
    long committed = 0;
    for (String line : Files.readAllLines(file)) {
      position += line.getBytes(UTF_8).length + 1;
      if (line.equals(COMMIT)) {
        marks.putAll(uncommitted);
        committed = position;
      } else if (line.startsWith("mark ")) {
        String[] mark = line.split(" ", 3);
        uncommitted.put(mark[2], new PointOfReference(Long.parseUnsignedLong(mark[1])));
      }
    }
    channel.truncate(committed).position(committed);
  }

  @Override
  public PointOfReference highWaterMark(SinkStream stream) {
    return marks.getOrDefault(key(stream), PointOfReference.NEVER);
  }

  // end open

  private static String key(SinkStream stream) {
    return stream.id() + " " + stream.application();
  }

  // begin write
  @Override
  public void write(SinkBatch batch) throws IOException, SupersededException {
    StringBuilder lines = new StringBuilder();
    for (SinkMessage message : batch.messages()) {
      lines.append("message ").append(new String(message.payload(), UTF_8)).append('\n');
    }
    for (SinkBatch.MarkUpdate update : batch.marks()) {
      if (!highWaterMark(update.stream()).equals(update.expected())) {
        throw new SupersededException("the mark of " + update.stream() + " has moved");
      }
      lines.append("mark " + update.mark() + " " + key(update.stream()) + "\n");
    }
    append(lines.append(COMMIT).append('\n').toString());
    batch.marks().forEach(update -> marks.put(key(update.stream()), update.mark()));
  }

  // end write

  private void append(String lines) throws IOException {
    if (channel == null) {
      throw new IllegalStateException("not open");
    }
    ByteBuffer bytes = ByteBuffer.wrap(lines.getBytes(UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    channel.force(false);
  }

  // begin command
  @Command(name = "journal-sink", description = "Appends messages to a file.")
  static final class JournalSinkCommand implements Callable<Integer> {
    @Option(names = "--file", required = true, paramLabel = "FILE", description = "where to")
    private Path file = Path.of("");

    @Mixin private SinkOptions options = new SinkOptions();

    @Override
    public Integer call() throws Exception {
      SinkRunner runner = new SinkRunner(new JournalSink(file), options.settings("journal-sink"));
      StopSignal.run(runner::run, runner::stop);
      return Program.FINISHED;
    }
  }

  public static void main(String... args) {
    Program.main(new JournalSinkCommand(), args);
  }

  // end command

  /** The messages that are committed. */
  static List<String> messages(Path file) throws IOException {
    List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
    return lines.subList(0, lines.lastIndexOf(COMMIT) + 1).stream()
        .filter(line -> line.startsWith("message "))
        .map(line -> line.substring("message ".length()))
        .toList();
  }

  @Override
  public void close() {
    try {
      if (channel != null) {
        channel.close();
        channel = null;
      }
    } catch (IOException e) {
      throw new IllegalStateException("cannot close " + file, e);
    }
  }
}
