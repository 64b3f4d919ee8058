package dev.potoroo.connector.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.connector.Background;
import dev.potoroo.connector.HostAndPort;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.testkit.log.RecordedLog;
import dev.potoroo.testkit.peer.ScriptedSender;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Whom a line of a sink's log is about. One connector thread serves all applications. */
final class SinkLogFieldsTest {
  private static final StreamId ORDERS = StreamId.of("orders");

  private final RecordedLog log = RecordedLog.of("dev.potoroo.connector.sink");
  private Background connector;
  private ScriptedSender older;
  private ScriptedSender newer;

  @BeforeEach
  void start() throws Exception {
    SinkRunner runner =
        new SinkRunner(
            new TalkativeSink(),
            SinkSettings.builder(HostAndPort.parse("127.0.0.1:0"), "talkative-sink").build());
    connector = Background.run(runner::run, runner::stop);
    older =
        ScriptedSender.application(runner.listening().get(10, TimeUnit.SECONDS).toString()).dial();
    older.greet("");
    newer = older.another().dial();
  }

  @AfterEach
  void stop() {
    older.close();
    newer.close();
    connector.close();
    log.close();
  }

  @Test
  void aSessionThatAnotherOneEndsIsNamedAsItself() {
    newer.greet("");
    older.connection().awaitClosed();

    assertThat(log.await("Superseded").fields())
        .containsEntry("connector", "talkative-sink")
        .containsEntry("session", older.connection().localAddress());
  }

  @Test
  void whatTheSinkLogsHasSessionAndStreamOfTheCall() {
    older.announce(ORDERS, "orders\nforged");
    older.message(ORDERS, 1, "one");
    older.awaitAcknowledged(ORDERS, 1);

    assertThat(log.await("asked for the mark").fields())
        .containsEntry("session", older.connection().localAddress())
        .containsEntry("stream", "orders?forged");
    assertThat(log.await("asked to write").fields())
        .containsEntry("session", older.connection().localAddress())
        .doesNotContainKey("stream");
  }

  @Test
  void linesAboutTheConnectorAreAboutNoSession() {
    older.announce(ORDERS, "orders");
    connector.close();

    assertThat(log.lines())
        .filteredOn(line -> line.text().matches("listening.*|stopped"))
        .hasSize(2)
        .allSatisfy(line -> assertThat(line.fields()).containsOnlyKeys("connector"));
  }

  /** Says what it is asked for, as a sink of its own may. */
  private static final class TalkativeSink implements TransactionalSink {

    private static void say(String line) {
      LoggerFactory.getLogger(TalkativeSink.class).info(line);
    }

    @Override
    public void open() {}

    @Override
    public PointOfReference highWaterMark(SinkStream stream) {
      say("asked for the mark");
      return PointOfReference.NEVER;
    }

    @Override
    public void write(SinkBatch batch) {
      say("asked to write");
    }

    @Override
    public void close() {}
  }
}
