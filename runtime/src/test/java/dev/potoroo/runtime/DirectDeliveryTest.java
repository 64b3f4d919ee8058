package dev.potoroo.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.Message;
import dev.potoroo.protocol.frame.Notify;
import dev.potoroo.protocol.frame.NotifyAck;
import dev.potoroo.testkit.peer.ScriptedReceiver;
import dev.potoroo.testkit.peer.ScriptedSender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One source, one sink: what goes through, under which ids, and what comes back. */
class DirectDeliveryTest {
  private static final StreamId STREAM = StreamId.of("orders");

  private final ScriptedReceiver sink = ScriptedReceiver.listen();

  @AfterEach
  void close() {
    sink.close();
  }

  @Test
  void passesMessagesOnUnderTheirOwnIdsAndAcknowledgesWhatTheSinkDid() {
    try (RunningWorker worker = RunningWorker.start(sink)) {
      sink.accept().greet(100);
      ScriptedSender source = worker.connect();
      source.send(new Notify(STREAM, "orders", PointOfReference.NEVER));
      sink.open(sink.expect(Notify.class), PointOfReference.NEVER);
      source.await(NotifyAck.class);

      source.send(
          new Message(STREAM, new MessageId(7), 1234, "k".getBytes(UTF_8), "one".getBytes(UTF_8)));
      Message output = sink.expect(Message.class);
      sink.acknowledge(1, output);

      assertThat(output)
          .isEqualTo(
              new Message(
                  STREAM, new MessageId(7), 1234, "k".getBytes(UTF_8), "one".getBytes(UTF_8)));
      source.awaitAcknowledged(STREAM, 7);
    }
  }
}
