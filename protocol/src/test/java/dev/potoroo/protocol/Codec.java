package dev.potoroo.protocol;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.potoroo.protocol.frame.Frame;
import dev.potoroo.protocol.frame.FrameDecoder;
import dev.potoroo.protocol.frame.FrameEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Bytes as the specification lays them out, and the codec as a pair of functions over them. */
public final class Codec {

  private Codec() {}

  /** Bytes written as two hexadecimal digits each; what follows a {@code #} on a line explains. */
  public static byte[] bytes(String layout) {
    String digits = layout.replaceAll("#[^\n]*", "").replaceAll("\\s", "");
    return HexFormat.of().parseHex(digits);
  }

  public static byte[] encode(Frame frame) {
    ByteBuf out = Unpooled.buffer();
    FrameEncoder.encode(frame, out);
    return ByteBufUtil.getBytes(out);
  }

  public static List<Frame> decodeAll(byte[]... reads) {
    EmbeddedChannel channel =
        new EmbeddedChannel(new FrameDecoder(FrameDecoder.DEFAULT_MAX_FRAME_LENGTH));
    for (byte[] read : reads) {
      channel.writeInbound(Unpooled.wrappedBuffer(read));
    }
    return received(channel);
  }

  public static Frame decode(byte[] bytes) {
    List<Frame> frames = decodeAll(bytes);
    assertThat(frames).hasSize(1);
    return frames.get(0);
  }

  /** The reason why these bytes, the first of a connection, are no frame. */
  public static String reasonAgainst(byte[] bytes) {
    Throwable thrown = catchThrowable(() -> decodeAll(bytes));
    assertThat(thrown).as("bytes that are no frame").isInstanceOf(DecoderException.class);
    assertThat(thrown).hasCauseInstanceOf(ProtocolException.class);
    return ((ProtocolException) requireNonNull(thrown.getCause())).reason();
  }

  /**
   * Asserts that the frame is refused when its body ends before byte {@code fixed}, wherever that
   * is, with a length field that says so.
   */
  public static void assertRefusesEveryBodyShorterThan(int fixed, byte[] frame) {
    for (int bodyLength = 0; bodyLength < fixed; bodyLength++) {
      assertThat(reasonAgainst(withBodyLength(frame, bodyLength)))
          .as("body of %d bytes", bodyLength)
          .startsWith("Unable to decode");
    }
  }

  /** As {@link #assertRefusesEveryBodyShorterThan}, for a frame that can spare no byte. */
  public static void assertRefusesEveryShorterBody(byte[] frame) {
    assertRefusesEveryBodyShorterThan(frame.length - 5, frame);
  }

  /** The frame with its body cut, or filled up with 0xee, and its length field set to match. */
  public static byte[] withBodyLength(byte[] frame, int bodyLength) {
    byte[] changed = Arrays.copyOf(frame, 5 + bodyLength);
    if (changed.length > frame.length) {
      Arrays.fill(changed, frame.length, changed.length, (byte) 0xee);
    }
    Unpooled.wrappedBuffer(changed).setInt(0, 1 + bodyLength);
    return changed;
  }

  /** The frame with three more bytes in its body, after the last field. */
  public static byte[] withTrailingBytes(byte[] frame) {
    return withBodyLength(frame, frame.length - 5 + 3);
  }

  /** What has come out of the channel's decoder so far. */
  public static List<Frame> received(EmbeddedChannel channel) {
    List<Frame> frames = new ArrayList<>();
    for (Frame frame = channel.readInbound(); frame != null; frame = channel.readInbound()) {
      frames.add(frame);
    }
    return frames;
  }
}
