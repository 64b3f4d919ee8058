package dev.potoroo.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.protocol.StreamId;
import org.junit.jupiter.api.Test;

class OutputQueueTest {

  /** An output without key and payload counts for 96 bytes. */
  private static final int SMALLEST = 96;

  private static PendingOutput outputOf(int payloadLength) {
    return new PendingOutput(StreamId.of("orders"), 1, 0, new byte[0], new byte[payloadLength]);
  }

  @Test
  void pressureBeginsAboveTheBoundAndEndsAtHalfOfIt() {
    OutputQueue queue = new OutputQueue(4 * SMALLEST);

    for (int i = 0; i < 4; i++) {
      queue.add(outputOf(0));
    }
    assertThat(queue.isPressed()).isFalse();
    queue.add(outputOf(0));
    assertThat(queue.isPressed()).isTrue();

    queue.remove();
    queue.remove();
    assertThat(queue.relieve()).isFalse();
    queue.remove();
    assertThat(queue.relieve()).isTrue();
    assertThat(queue.relieve()).isFalse();
    assertThat(queue.isPressed()).isFalse();
  }

  @Test
  void oneOutputAboveTheBoundIsTaken() {
    OutputQueue queue = new OutputQueue(1);

    queue.add(outputOf(1000));

    assertThat(queue.isPressed()).isTrue();
    assertThat(queue.remove().payload()).hasSize(1000);
    assertThat(queue.relieve()).isTrue();
  }

  @Test
  void emptyingItEndsThePressure() {
    OutputQueue queue = new OutputQueue(1);
    queue.add(outputOf(1));

    queue.clear();

    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.relieve()).isTrue();
  }
}
