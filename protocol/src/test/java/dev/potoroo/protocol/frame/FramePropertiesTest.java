package dev.potoroo.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.potoroo.protocol.Codec;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;

/** What holds for every frame and for any bytes at all. */
class FramePropertiesTest {

  /** Of the decoder, its channel and a few small frames; a wrong length could ask for 4 GiB. */
  private static final long SMALL = 256 * 1024;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Property
  void decodingUndoesEncoding(@ForAll("frames") Frame frame) {
    assertThat(Codec.decode(Codec.encode(frame))).isEqualTo(frame);
  }

  @Property
  void neverTakesMoreRoomThanTheHintSays(@ForAll("frames") Frame frame) {
    assertThat(Codec.encode(frame).length).isLessThanOrEqualTo(5 + frame.bodySizeHint());
  }

  @Property
  void decodesTheSameHoweverTheBytesAreSplit(
      @ForAll("conversations") List<Frame> frames,
      @ForAll @NotEmpty @Size(max = 10) List<@IntRange(min = 1, max = 60) Integer> sizes) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    frames.forEach(frame -> all.writeBytes(Codec.encode(frame)));

    Decoded decoded = Decoded.of(Decoded.cut(all.toByteArray(), sizes));

    assertThat(decoded).isEqualTo(new Decoded(frames, List.of()));
  }

  @Property
  void saysTheSameOfBadBytesHoweverTheyAreSplit(
      @ForAll("almostFrames") byte[] bytes,
      @ForAll @NotEmpty @Size(max = 10) List<@IntRange(min = 1, max = 60) Integer> sizes) {
    Decoded whole = Decoded.of(bytes);

    whole.assertConsistent();
    assertThat(Decoded.of(Decoded.cut(bytes, sizes))).isEqualTo(whole);
  }

  @Property
  void takesNoMemoryForWhatIsOnlyAnnounced(@ForAll("almostFrames") byte[] bytes) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    Decoded decoded = Decoded.of(bytes);
    long taken = THREADS.getCurrentThreadAllocatedBytes() - before;

    assertThat(taken).as("bytes taken for %s", decoded).isLessThan(SMALL);
  }

  @Provide
  Arbitrary<Frame> frames() {
    return Frames.any();
  }

  @Provide
  Arbitrary<List<Frame>> conversations() {
    return frames().list().ofMaxSize(10).withoutEdgeCases();
  }

  /** A good frame of which some bytes were replaced, or a type with anything as its body. */
  @Provide
  Arbitrary<byte[]> almostFrames() {
    Arbitrary<byte[]> damaged =
        Combinators.combine(
                frames().map(Codec::encode),
                Arbitraries.integers().between(0, Integer.MAX_VALUE).list().ofMaxSize(4),
                Frames.bytes().filter(replacements -> replacements.length > 0))
            .as(FramePropertiesTest::damage);
    Arbitrary<byte[]> withAnyBody =
        Combinators.combine(Arbitraries.integers().between(0, 9), Frames.bytes())
            .as(FramePropertiesTest::frame);
    return Arbitraries.oneOf(damaged, withAnyBody, Frames.bytes()).withoutEdgeCases();
  }

  private static byte[] damage(byte[] bytes, List<Integer> places, byte[] replacements) {
    byte[] damaged = bytes.clone();
    for (int i = 0; i < places.size(); i++) {
      damaged[places.get(i) % damaged.length] = replacements[i % replacements.length];
    }
    return damaged;
  }

  private static byte[] frame(int type, byte[] body) {
    byte[] frame = new byte[5 + body.length];
    frame[3] = (byte) (1 + body.length);
    frame[4] = (byte) type;
    System.arraycopy(body, 0, frame, 5, body.length);
    return frame;
  }
}
