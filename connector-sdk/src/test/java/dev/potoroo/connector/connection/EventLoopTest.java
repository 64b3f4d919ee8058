package dev.potoroo.connector.connection;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Whoever waits for the network thread hears that it is dead. */
final class EventLoopTest {

  @Test
  void isAliveAtFirst() {
    try (EventLoop loop = new EventLoop("test")) {
      assertThatCode(loop::requireAlive).doesNotThrowAnyException();
    }
  }

  @Test
  void aThreadThatHasEndedIsMissed() {
    try (EventLoop loop = new EventLoop("test")) {
      loop.group().shutdownGracefully(0, 0, TimeUnit.SECONDS);

      await()
          .untilAsserted(
              () ->
                  assertThatThrownBy(loop::requireAlive)
                      .isInstanceOf(IllegalStateException.class)
                      .hasMessageContaining("the network thread cannot go on"));
    }
  }

  @Test
  void theFirstErrorIsTheOneThatIsTold() {
    try (EventLoop loop = new EventLoop("test")) {
      loop.fail(new StackOverflowError("first"));
      loop.fail(new StackOverflowError("second"));

      assertThatThrownBy(loop::requireAlive).hasMessageContaining("first");
    }
  }
}
