package dev.potoroo.protocol.session;

import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.twophase.TwoPhaseMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes down what the sending end is told, one line for each call. */
final class RecordingSender implements SenderSession.Listener {

  private final List<String> calls = new ArrayList<>();
  private @Nullable RuntimeException failure;
  private Consumer<StreamId> whenAcknowledged = stream -> {};

  /** What came since this was asked last. */
  List<String> calls() {
    List<String> taken = List.copyOf(calls);
    calls.clear();
    return taken;
  }

  /** From now on each call fails, after it was written down. */
  void failWith(RuntimeException failure) {
    this.failure = failure;
  }

  /** What else to do when something is acknowledged, from within the call. */
  void onAcknowledged(Consumer<StreamId> action) {
    whenAcknowledged = action;
  }

  private void record(String call) {
    calls.add(call);
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public void streaming() {
    record("streaming");
  }

  @Override
  public void streamOpened(StreamId stream, PointOfReference point) {
    record("opened " + stream + " at " + point);
  }

  @Override
  public void streamRefused(StreamId stream) {
    record("refused " + stream);
  }

  @Override
  public void acknowledged(StreamId stream, PointOfReference point) {
    record("acknowledged " + stream + " to " + point);
    whenAcknowledged.accept(stream);
  }

  @Override
  public void creditsGranted() {
    record("credits");
  }

  @Override
  public void streamTerminated(StreamId stream) {
    record("terminated " + stream);
  }

  @Override
  public void control(TwoPhaseMessage message) {
    record("control " + message);
  }

  @Override
  public void restarted(String address) {
    record("restarted at '" + address + "'");
  }

  @Override
  public void failed(String text) {
    record("failed: " + text);
  }
}
