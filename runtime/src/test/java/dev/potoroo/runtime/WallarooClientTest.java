package dev.potoroo.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.EndOfStream;
import dev.potoroo.protocol.frame.Message;
import dev.potoroo.protocol.frame.Notify;
import dev.potoroo.testkit.peer.ScriptedReceiver;
import dev.potoroo.testkit.peer.ScriptedSender;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Wallaroo's Python source client works with a worker, byte for byte and quirk for quirk. */
class WallarooClientTest {
  private static final StreamId STREAM = new StreamId(258);
  private static final PointOfReference NEVER = PointOfReference.NEVER;

  private static final String HELLO =
      "00 00 00 12" // length
          + " 00" // HELLO
          + " 00 05 30 2e 30 2e 31" // version 0.0.1
          + " 00 02 63 6b" // cookie ck
          + " 00 01 70" // program p
          + " 00 01 69"; // instance i

  private final ScriptedReceiver sink = ScriptedReceiver.listen();

  private static byte[] bytes(String hex) {
    return HexFormat.ofDelimiter(" ").parseHex(hex);
  }

  private RunningWorker start(int maxCredits) {
    return RunningWorker.start(
        RunningWorker.settings(),
        source -> source.withCookie("ck").withCredits(maxCredits),
        stages -> stages,
        sink);
  }

  @Test
  void getsItsOkInOnePiece() throws IOException {
    try (RunningWorker worker = start(10);
        Socket client =
            new Socket(
                InetAddress.getLoopbackAddress(), worker.worker().address("words").getPort())) {
      client.getOutputStream().write(bytes(HELLO));

      // It reads with one call and takes what that call gives for the whole frame.
      byte[] buffer = new byte[64];
      int length = client.getInputStream().read(buffer);

      assertThat(Arrays.copyOf(buffer, length))
          .isEqualTo(
              bytes(
                  "00 00 00 05" // length
                      + " 01" // OK
                      + " 00 00 00 0a")); // 10 credits
    }
  }

  @Test
  void holdsAWholeSession() {
    try (RunningWorker worker = start(10)) {
      sink.accept().greet(100);
      ScriptedSender client = worker.dial();
      client.connection().sendBytes(bytes(HELLO));
      client.connection().expectBytes();

      client
          .connection()
          .sendBytes(
              bytes(
                  "00 00 00 15" // length
                      + " 03" // NOTIFY
                      + " 00 00 00 00 00 00 01 02" // stream 258
                      + " 00 02 73 31" // name s1
                      + " 00 00 00 00 00 00 00 00")); // point 0: a new source
      sink.open(sink.expect(Notify.class), NEVER);
      assertThat(client.connection().expectBytes())
          .isEqualTo(
              bytes(
                  "00 00 00 12" // length
                      + " 04" // NOTIFY_ACK
                      + " 01" // success
                      + " 00 00 00 00 00 00 01 02" // stream 258
                      + " ff ff ff ff ff ff ff ff")); // never: from the beginning

      client
          .connection()
          .sendBytes(
              bytes(
                  "00 00 00 1f" // length
                      + " 05" // MESSAGE
                      + " 00 00 00 00 00 00 01 02" // stream 258
                      + " 00 00 00 00 00 00 00 03" // id 3
                      + " 00 00 00 00 00 00 00 00" // event time 0
                      + " 00 02 73 31" // key s1
                      + " 68 69")); // payload hi
      Message output = sink.expect(Message.class);
      sink.acknowledge(1, output);
      assertThat(client.connection().expectBytes())
          .isEqualTo(
              bytes(
                  "00 00 00 19" // length
                      + " 06" // ACK
                      + " 00 00 00 00" // no credits
                      + " 00 00 00 01" // one stream
                      + " 00 00 00 00 00 00 01 02" // stream 258
                      + " 00 00 00 00 00 00 00 03")); // 3 is done

      client
          .connection()
          .sendBytes(
              bytes(
                  "00 00 00 09" // length
                      + " 08" // EOS_MESSAGE
                      + " 00 00 00 00 00 00 01 02")); // stream 258
      assertThat(client.connection().expectBytes())
          .isEqualTo(
              bytes(
                  "00 00 00 19" // length
                      + " 06" // ACK: a fresh one, though 3 was acknowledged before
                      + " 00 00 00 00"
                      + " 00 00 00 01"
                      + " 00 00 00 00 00 00 01 02"
                      + " 00 00 00 00 00 00 00 03"));
    }
  }

  @Test
  void finishesItsSourceWithFewCredits() {
    try (RunningWorker worker =
        RunningWorker.start(
            RunningWorker.settings(), source -> source.withCredits(3, 1), stages -> stages, sink)) {
      DurableSink durable = DurableSink.serve(sink, 0, 1);
      WallarooClient client = new WallarooClient(source(worker), STREAM, 500);

      client.run();

      assertThat(durable.ids(STREAM)).isEqualTo(idsTo(500));
      assertThat(client.sessions()).isEqualTo(1);
    }
  }

  @Test
  void comesBackWhenTheSinkWasLost() {
    try (RunningWorker worker = RunningWorker.start(sink)) {
      DurableSink durable = DurableSink.serve(sink, 3, 1);
      WallarooClient client = new WallarooClient(source(worker), STREAM, 500);

      client.run();

      assertThat(durable.ids(STREAM)).isEqualTo(idsTo(500));
      assertThat(client.sessions()).isGreaterThan(1);
    }
  }

  @Test
  void asksAgainForAStreamThatWasInUse() {
    try (RunningWorker worker = RunningWorker.start(sink)) {
      DurableSink durable = DurableSink.serve(sink, 0, 1);
      ScriptedSender holder = worker.connect();
      holder.announce(STREAM, "s1");
      WallarooClient client = new WallarooClient(source(worker), STREAM, 20);

      CompletableFuture<Void> running = CompletableFuture.runAsync(client::run);
      await().until(() -> client.refusals() == 1);
      holder.cut();
      running.orTimeout(10, TimeUnit.SECONDS).join();

      assertThat(durable.ids(STREAM)).isEqualTo(idsTo(20));
    }
  }

  @Test
  void canSendAllThatItHasCreditsForThoughTheSinkTakesNothing() {
    // It loses bytes when its socket is full, so the worker has to go on reading.
    try (RunningWorker worker =
        RunningWorker.start(
            RunningWorker.settings().maxPendingBytes(1),
            source -> source.withCredits(500),
            stages -> stages,
            sink)) {
      sink.accept().greet(1);
      ScriptedSender client = worker.connect();
      RunningWorker.open(client, STREAM, sink);
      byte[] payload = new byte[60_000];

      CompletableFuture<Void> sent =
          CompletableFuture.runAsync(
              () -> {
                for (int id = 1; id < 500; id++) {
                  client.send(new Message(STREAM, new MessageId(id), 0, Message.NO_BYTES, payload));
                }
              });

      sent.orTimeout(20, TimeUnit.SECONDS).join();
      assertThat(worker.worker().completion()).isNotDone();
    }
  }

  @Test
  void mayEndWithoutWaitingForTheLastAck() {
    try (RunningWorker worker = RunningWorker.start(sink)) {
      sink.accept().greet(100);
      ScriptedSender client = worker.connect();
      RunningWorker.open(client, STREAM, sink);
      client.messages(STREAM, 1, 1);
      Message output = sink.expect(Message.class);

      // An ACK that was on its way satisfies it, so it may be gone before the one for its EOS.
      client.send(new EndOfStream(STREAM));
      client.reset();
      sink.acknowledge(1, output);

      sink.expectEndOf(STREAM);
      sink.acknowledge(0, output);
      RunningWorker.open(
          worker.connect(), STREAM, new PointOfReference(1), sink, new PointOfReference(1));
    }
  }

  private ScriptedSender source(RunningWorker worker) {
    return ScriptedSender.source(worker.address());
  }

  private static List<Long> idsTo(long last) {
    List<Long> ids = new ArrayList<>();
    for (long id = 1; id <= last; id++) {
      ids.add(id);
    }
    return ids;
  }
}
