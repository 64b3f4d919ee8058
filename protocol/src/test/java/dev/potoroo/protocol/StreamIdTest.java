package dev.potoroo.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StreamIdTest {

  @Test
  void isTheFirstEightBytesOfTheSha256OfTheName() {
    // printf %s transactions | sha256sum gives 81dc075c3d552302 and more
    assertThat(StreamId.of("transactions")).isEqualTo(new StreamId(0x81dc075c3d552302L));
  }

  @Test
  void comparesAndPrintsAsUnsigned() {
    StreamId top = new StreamId(0x8000000000000000L);

    assertThat(top).isGreaterThan(new StreamId(1)).hasToString("9223372036854775808");
  }
}
