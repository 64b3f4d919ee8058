package dev.potoroo.connector.example;

import dev.potoroo.testkit.contract.SinkContract;
import dev.potoroo.testkit.contract.SinkDriver;
import dev.potoroo.testkit.peer.ScriptedReceiver;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** The full-form sink as a process of its own, kills and all. */
final class JournalSinkContractTest extends SinkContract {

  @TempDir private Path directory = Path.of("");

  @Override
  protected SinkDriver newDriver() {
    return new JournalDriver(directory.resolve("journal"));
  }

  private static final class JournalDriver implements SinkDriver {
    private final Path file;
    private @Nullable ExampleProcess process;

    JournalDriver(Path file) {
      this.file = file;
    }

    @Override
    public String start(String cookie) throws Exception {
      String address = freeAddress();
      process =
          new ExampleProcess(
              JournalSink.class, "--file=" + file, "--listen=" + address, "--cookie=" + cookie);
      return address;
    }

    private static String freeAddress() {
      try (ScriptedReceiver receiver = ScriptedReceiver.listen()) {
        return receiver.address();
      }
    }

    @Override
    public void kill() throws Exception {
      if (process != null) {
        process.kill();
        process.awaitExitCode();
      }
    }

    @Override
    public List<String> stored() throws Exception {
      return JournalSink.messages(file);
    }

    @Override
    public void close() {
      if (process != null) {
        process.close();
      }
    }
  }
}
