package dev.potoroo.connector.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.connector.Background;
import dev.potoroo.connector.HostAndPort;
import dev.potoroo.connector.sink.SinkRunner;
import dev.potoroo.connector.sink.SinkSettings;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.testkit.peer.ScriptedSender;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The full-form sink over real sockets, with a crash in the middle of a batch. */
final class JournalSinkTest {
  private static final StreamId STREAM = StreamId.of("orders");

  @TempDir private Path directory = Path.of("");

  /** Sends the messages of ids from 1 to {@code last}, and says which mark the sink had. */
  private static PointOfReference send(JournalSink sink, long last) throws Exception {
    SinkRunner runner =
        new SinkRunner(
            sink, SinkSettings.builder(HostAndPort.parse("127.0.0.1:0"), "journal").build());
    try (Background connector = Background.run(runner::run, runner::stop);
        ScriptedSender application =
            ScriptedSender.application(runner.listening().get(10, TimeUnit.SECONDS).toString())) {
      application.dial().greet("");
      PointOfReference mark = application.announce(STREAM, "orders");
      application.messages(STREAM, 1, last);
      application.awaitAcknowledged(STREAM, last);
      assertThat(connector.isRunning()).isTrue();
      return mark;
    }
  }

  @Test
  void writesEachMessageOnceOverACrashInTheMiddleOfABatch() throws Exception {
    Path file = directory.resolve("journal");
    JournalSink sink = new JournalSink(file);

    PointOfReference first = send(sink, 2);
    Files.writeString(file, "message 3\nmark 3 orders", StandardOpenOption.APPEND);
    PointOfReference second = send(sink, 4);

    assertThat(first).isEqualTo(PointOfReference.NEVER);
    assertThat(second).isEqualTo(new PointOfReference(2));
    assertThat(JournalSink.messages(file)).containsExactly("1", "2", "3", "4");
  }
}
