package dev.potoroo.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.protocol.Codec;
import dev.potoroo.protocol.ProtocolException;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * All that a decoder made of some bytes.
 *
 * @param frames what came out, also before a bad one
 * @param reasons why the rest is no frame; empty or one
 */
record Decoded(List<Frame> frames, List<String> reasons) {

  /** Reads the pieces one after the other; anything but a ProtocolException is passed on. */
  static Decoded of(byte[]... pieces) {
    EmbeddedChannel channel =
        new EmbeddedChannel(new FrameDecoder(FrameDecoder.DEFAULT_MAX_FRAME_LENGTH));
    List<String> reasons = new ArrayList<>();
    for (byte[] piece : pieces) {
      try {
        channel.writeInbound(Unpooled.wrappedBuffer(piece));
      } catch (DecoderException e) {
        if (!(e.getCause() instanceof ProtocolException wrong)) {
          throw e;
        }
        reasons.add(wrong.reason());
      }
    }
    List<Frame> frames = Codec.received(channel);
    channel.finishAndReleaseAll();
    return new Decoded(frames, reasons);
  }

  /** The bytes in pieces of these sizes, each from 1 up, over and over. */
  static byte[][] cut(byte[] bytes, List<Integer> sizes) {
    List<byte[]> pieces = new ArrayList<>();
    for (int from = 0; from < bytes.length; ) {
      int to = Math.min(bytes.length, from + sizes.get(pieces.size() % sizes.size()));
      pieces.add(Arrays.copyOfRange(bytes, from, to));
      from = to;
    }
    return pieces.toArray(byte[][]::new);
  }

  /** What holds for bytes from anybody: one complaint at most, and frames that can be sent on. */
  void assertConsistent() {
    assertThat(reasons).hasSizeLessThanOrEqualTo(1);
    for (Frame frame : frames) {
      assertThat(Codec.decode(Codec.encode(frame))).isEqualTo(frame);
    }
  }
}
