package dev.potoroo.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;

/**
 * Any bytes are frames or one reason why not, wherever they are split. CONTRIBUTING.md says how to
 * look for bytes of which that is not true.
 */
class FrameDecoderFuzzTest {

  @FuzzTest
  void anyBytes(byte[] bytes) {
    Decoded whole = Decoded.of(bytes);

    whole.assertConsistent();
    assertThat(Decoded.of(Decoded.cut(bytes, List.of(1, 7, 2)))).isEqualTo(whole);
  }
}
