package dev.potoroo.protocol.session;

import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.Hello;
import dev.potoroo.protocol.frame.Message;
import dev.potoroo.protocol.frame.NotifyAck;
import dev.potoroo.protocol.twophase.TwoPhaseMessage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes down what the receiving end is told, one line for each call. */
final class RecordingReceiver implements ReceiverSession.Listener {

  private final List<String> calls = new ArrayList<>();
  private @Nullable RuntimeException failure;
  private final List<NotifyAck> replies = new ArrayList<>();

  /** What came since this was asked last. */
  List<String> calls() {
    List<String> taken = List.copyOf(calls);
    calls.clear();
    return taken;
  }

  /** The frames that the session wants written, since this was asked last. */
  List<NotifyAck> replies() {
    List<NotifyAck> taken = List.copyOf(replies);
    replies.clear();
    return taken;
  }

  /** From now on each call fails, after it was written down. */
  void failWith(RuntimeException failure) {
    this.failure = failure;
  }

  private void record(String call) {
    calls.add(call);
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public void greeted(Hello hello, ProtocolVersion version) {
    record("greeted by " + hello.instanceName() + " with " + version);
  }

  @Override
  public void streamAnnounced(StreamId stream, String name, PointOfReference senderPoint) {
    record("announced " + stream + " " + name + " at " + senderPoint);
  }

  @Override
  public void message(Message message) {
    record("message " + message.messageId() + " on " + message.streamId());
  }

  @Override
  public void streamEnded(StreamId stream) {
    record("ended " + stream);
  }

  @Override
  public void control(TwoPhaseMessage message) {
    record("control " + message);
  }

  @Override
  public void reply(NotifyAck frame) {
    replies.add(frame);
  }

  @Override
  public void failed(String text) {
    record("failed: " + text);
  }
}
