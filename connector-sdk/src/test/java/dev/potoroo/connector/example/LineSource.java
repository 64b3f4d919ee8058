package dev.potoroo.connector.example;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.potoroo.connector.RetryableException;
import dev.potoroo.connector.command.Program;
import dev.potoroo.connector.command.SourceOptions;
import dev.potoroo.connector.command.StopSignal;
import dev.potoroo.connector.source.ReplayableSource;
import dev.potoroo.connector.source.SourceOutput;
import dev.potoroo.connector.source.SourceRunner;
import dev.potoroo.connector.source.SourceStream;
import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A source in its full form: the lines of a file that is not altered, each under its number. */
public final class LineSource implements ReplayableSource {
  private final Path file;
  private final Path pointFile;
  private final SourceStream unread;
  private @Nullable BufferedReader reader;
  private long line;

  public LineSource(Path file) {
    this.file = file.toAbsolutePath();
    this.pointFile = Path.of(this.file + ".point");
    this.unread = new SourceStream("lines of " + this.file, PointOfReference.NEVER);
  }

  // begin open
  @Override
  public void open() throws RetryableException {
    if (!Files.isReadable(file)) {
      throw new RetryableException("waiting for " + file);
    }
  }

  @Override
  public List<SourceStream> streams() throws IOException {
    return List.of(new SourceStream(unread.name(), storedPoint()));
  }

  // end open

  private PointOfReference storedPoint() throws IOException {
    return Files.exists(pointFile)
        ? new PointOfReference(Long.parseUnsignedLong(Files.readString(pointFile).strip()))
        : PointOfReference.NEVER;
  }

  // begin replay
  @Override
  public void resume(StreamId stream, PointOfReference point) throws IOException {
    close();
    reader = Files.newBufferedReader(file);
    line = 0;
    while (!point.isNever() && line < point.value() && reader.readLine() != null) {
      line++;
    }
  }

  @Override
  public boolean poll(SourceOutput output, Duration wait) throws IOException {
    while (reader != null && output.room() > 0) {
      String next = reader.readLine();
      if (next == null) {
        return false;
      }
      line++;
      output.write(unread.id(), new MessageId(line), 0, new byte[0], next.getBytes(UTF_8));
    }
    return true;
  }

  @Override
  public void acknowledged(StreamId stream, PointOfReference point) throws IOException {
    Path next = Files.writeString(Path.of(pointFile + ".next"), point.toString());
    Files.move(next, pointFile, StandardCopyOption.ATOMIC_MOVE);
  }

  // end replay

  @Override
  public void close() {
    try {
      if (reader != null) {
        reader.close();
        reader = null;
      }
    } catch (IOException e) {
      throw new IllegalStateException("cannot close " + file, e);
    }
  }

  // begin command
  @Command(name = "line-source", description = "Sends the lines of a file.")
  static final class LineSourceCommand implements Callable<Integer> {
    @Option(names = "--file", required = true, paramLabel = "FILE", description = "what to send")
    private Path file = Path.of("");

    @Mixin private SourceOptions options = new SourceOptions();

    @Override
    public Integer call() throws Exception {
      SourceRunner runner = new SourceRunner(new LineSource(file), options.settings("line-source"));
      StopSignal.run(runner::run, runner::stop);
      return Program.FINISHED;
    }
  }

  public static void main(String... args) {
    Program.main(new LineSourceCommand(), args);
  }
  // end command
}
