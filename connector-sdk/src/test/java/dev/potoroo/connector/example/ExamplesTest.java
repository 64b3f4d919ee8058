package dev.potoroo.connector.example;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.EndOfStream;
import dev.potoroo.protocol.frame.Message;
import dev.potoroo.protocol.frame.Notify;
import dev.potoroo.testkit.peer.ScriptedReceiver;
import dev.potoroo.testkit.peer.ScriptedSender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples as processes of their own, against scripted applications. */
final class ExamplesTest {
  private static final Duration START = Duration.ofSeconds(20);

  @TempDir private Path directory = Path.of("");

  private static String payload(Message message) {
    return new String(message.payload(), UTF_8);
  }

  private static int freePort() {
    try (ScriptedReceiver receiver = ScriptedReceiver.listen()) {
      return receiver.port();
    }
  }

  @Test
  void theGeneratorSendsItsNumbersAndEnds() throws Exception {
    try (ScriptedReceiver application = ScriptedReceiver.listen();
        ExampleProcess generator =
            new ExampleProcess(
                GeneratorSource.class, "--count=3", "--app=" + application.address())) {
      application.accept(START).greet(100);
      Notify notify = application.expect(Notify.class);
      application.open(notify, PointOfReference.NEVER);
      List<Message> messages = application.expectMessages(3);
      application.expectEndOf(notify.streamId());
      application.acknowledge(3, messages.get(2));

      assertThat(generator.awaitExitCode()).isZero();
      assertThat(notify.streamName()).startsWith("generator/");
      assertThat(messages).extracting(ExamplesTest::payload).containsExactly("1", "2", "3");
      assertThat(generator.remainingLines()).noneMatch(line -> line.contains("WARN"));
    }
  }

  @Test
  void theGeneratorSendsAgainWhatACutConnectionLost() throws Exception {
    try (ScriptedReceiver application = ScriptedReceiver.listen();
        ExampleProcess generator =
            new ExampleProcess(
                GeneratorSource.class, "--count=3", "--app=" + application.address())) {
      application.accept(START).greet(100);
      application.open(application.expect(Notify.class), PointOfReference.NEVER);
      List<Message> lost = application.expectMessages(3);
      application.cut();

      application.accept().greet(100);
      application.open(application.expect(Notify.class), PointOfReference.NEVER);
      List<Message> again = application.expectMessages(3);
      application.await(EndOfStream.class);
      application.acknowledge(3, again.get(2));

      assertThat(again).isEqualTo(lost);
      assertThat(generator.awaitExitCode()).isZero();
    }
  }

  @Test
  void theGeneratorSaysAllThatIsWrongWithItsCall() throws Exception {
    try (ExampleProcess generator = new ExampleProcess(GeneratorSource.class, "--app=nowhere")) {
      assertThat(generator.awaitExitCode()).isEqualTo(2);
      assertThat(generator.remainingLines())
          .containsExactly(
              "generator: --app: expected host:port as in 127.0.0.1:7100 or [::1]:7100, got"
                  + " \"nowhere\"",
              "generator: --count is missing: expected VALUE, how many numbers to send",
              "Try 'generator --help'.");
    }
  }

  @Test
  void theGeneratorSeesThroughWhatWasWrittenWhenItIsAskedToGo() throws Exception {
    try (ScriptedReceiver application = ScriptedReceiver.listen();
        ExampleProcess generator =
            new ExampleProcess(
                GeneratorSource.class,
                "--count=1000000",
                "--pause=10",
                "--app=" + application.address())) {
      application.accept(START).greet(100_000);
      Notify notify = application.expect(Notify.class);
      application.open(notify, PointOfReference.NEVER);
      Message last = application.expect(Message.class);
      generator.terminate();
      for (var next = application.connection().next();
          next instanceof Message message;
          next = application.connection().next()) {
        last = message;
      }
      application.acknowledge(0, last);

      assertThat(generator.awaitExitCode()).isEqualTo(143);
      assertThat(generator.remainingLines()).noneMatch(line -> line.contains("WARN"));
    }
  }

  @Test
  void theConsolePrintsWhatComesAndEndsWhenAskedTo() throws Exception {
    String address = "127.0.0.1:" + freePort();
    StreamId stream = StreamId.of("greetings");
    try (ExampleProcess console =
            new ExampleProcess(ConsoleSink.class, "--listen=" + address, "--prefix=> ");
        ScriptedSender application = ScriptedSender.application(address)) {
      application.dial().greet("");
      application.announce(stream, "greetings");
      application.message(stream, 1, "hello");
      application.message(stream, 2, "world");
      application.awaitAcknowledged(stream, 2);
      application.cut();

      assertThat(console.nextLine()).isEqualTo("> hello");
      assertThat(console.nextLine()).isEqualTo("> world");
      console.terminate();
      assertThat(console.awaitExitCode()).isEqualTo(143);
    }
  }

  @Test
  void theLineSourceGoesOnAfterAKillFromWhatWasAcknowledged() throws Exception {
    Path file = Files.write(directory.resolve("lines"), List.of("one", "two", "three"));
    try (ScriptedReceiver application = ScriptedReceiver.listen()) {
      String[] args = {"--file=" + file, "--app=" + application.address()};
      try (ExampleProcess killed = new ExampleProcess(LineSource.class, args)) {
        application.accept(START).greet(100);
        application.open(application.expect(Notify.class), PointOfReference.NEVER);
        application.acknowledge(0, application.expectMessages(3).get(0));
        awaitPoint(file, "1");
        killed.kill();
      }
      try (ExampleProcess restarted = new ExampleProcess(LineSource.class, args)) {
        application.accept(START).greet(100);
        Notify notify = application.expect(Notify.class);
        application.open(notify, notify.pointOfReference());
        List<Message> rest = application.expectMessages(2);
        application.expectEndOf(notify.streamId());
        application.acknowledge(0, rest.get(1));

        assertThat(rest).extracting(ExamplesTest::payload).containsExactly("two", "three");
        assertThat(restarted.awaitExitCode()).isZero();
      }
    }
  }

  @Test
  void theLineSourceEndsWithZeroWhenAskedToGo() throws Exception {
    try (ExampleProcess source =
        new ExampleProcess(
            LineSource.class, "--file=" + directory.resolve("none"), "--app=127.0.0.1:1")) {
      assertThat(source.nextLine()).contains("waiting for " + directory.resolve("none"));

      source.terminate();

      assertThat(source.awaitExitCode()).isZero();
    }
  }

  private static void awaitPoint(Path file, String point) {
    Path pointFile = Path.of(file.toAbsolutePath() + ".point");
    await()
        .ignoreException(IOException.class)
        .until(() -> Files.exists(pointFile) && Files.readString(pointFile).equals(point));
  }
}
