package dev.potoroo.connector.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.transport.Backoff;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class RetryTest {
  private final Retry retry =
      new Retry(new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5), 0));

  @Test
  void waitsLongerAfterEachFailureAndBeginsAgainAfterASuccess() {
    assertThat(retry.failed()).isEqualTo(Duration.ofMillis(100));
    assertThat(retry.failed()).isEqualTo(Duration.ofMillis(200));

    retry.succeeded();

    assertThat(retry.failed()).isEqualTo(Duration.ofMillis(100));
  }

  @Test
  void callsAReasonNewsOnceUntilAnotherComesOrASuccess() {
    assertThat(retry.isNews("refused")).isTrue();
    assertThat(retry.isNews("refused")).isFalse();
    assertThat(retry.isNews("timed out")).isTrue();

    retry.succeeded();

    assertThat(retry.isNews("timed out")).isTrue();
  }
}
