package dev.potoroo.protocol.frame;

import static dev.potoroo.protocol.Codec.bytes;
import static dev.potoroo.protocol.Codec.decodeAll;
import static dev.potoroo.protocol.Codec.encode;
import static dev.potoroo.protocol.Codec.reasonAgainst;
import static dev.potoroo.protocol.Codec.received;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.ProtocolException;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.Ack.StreamAck;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameDecoderTest {

  private static final StreamId STREAM = new StreamId(258);

  /** One frame of each kind. */
  private static final List<Frame> CONVERSATION =
      List.of(
          new Hello("0.0.1", "ck", "p", "i"),
          new Ok(10),
          new Notify(STREAM, "s1", new PointOfReference(0)),
          new NotifyAck(true, STREAM, PointOfReference.NEVER),
          new Message(STREAM, new MessageId(3), -1, "k".getBytes(UTF_8), "hi".getBytes(UTF_8)),
          new Message(STREAM, new MessageId(4), 0, Message.NO_BYTES, Message.NO_BYTES),
          new EndOfStream(STREAM),
          new Ack(5, List.of(new StreamAck(STREAM, new PointOfReference(4)))),
          new Restart("127.0.0.1:7100"),
          new ErrorFrame("no"));

  /** Counts what is taken; pools and caches nothing. */
  private final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(false);

  private final EmbeddedChannel channel = new EmbeddedChannel();

  @AfterEach
  void leavesNoBufferBehind() {
    channel.finishAndReleaseAll();

    assertThat(memory.metric().usedHeapMemory()).isZero();
  }

  @Test
  void decodesTheSameWhereverTheBytesAreSplitInTwo() {
    byte[] bytes = encodeAll(CONVERSATION);

    for (int at = 0; at <= bytes.length; at++) {
      byte[] first = Arrays.copyOf(bytes, at);
      byte[] second = Arrays.copyOfRange(bytes, at, bytes.length);
      assertThat(decodeAll(first, second)).as("split at %d", at).isEqualTo(CONVERSATION);
    }
  }

  @Test
  void decodesTheSameWhereverTheBytesAreSplitInThree() {
    byte[] bytes = encodeAll(CONVERSATION);

    for (int first = 0; first <= bytes.length; first++) {
      for (int second = first; second <= bytes.length; second++) {
        List<Frame> decoded =
            decodeAll(
                Arrays.copyOf(bytes, first),
                Arrays.copyOfRange(bytes, first, second),
                Arrays.copyOfRange(bytes, second, bytes.length));
        assertThat(decoded).as("split at %d and %d", first, second).isEqualTo(CONVERSATION);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 7, 64})
  void decodesTheSameInPiecesOfAnySize(int size) {
    byte[] bytes = encodeAll(CONVERSATION);
    byte[][] pieces = new byte[(bytes.length + size - 1) / size][];
    for (int i = 0; i < pieces.length; i++) {
      pieces[i] = Arrays.copyOfRange(bytes, i * size, Math.min(bytes.length, (i + 1) * size));
    }

    assertThat(decodeAll(pieces)).isEqualTo(CONVERSATION);
  }

  @Test
  void handsOverAFrameAsSoonAsItsLastByteIsHere() {
    byte[] ok = encode(new Ok(10));
    channel.pipeline().addLast(new FrameDecoder(100));

    write(Arrays.copyOf(ok, ok.length - 1));
    assertThat(received(channel)).isEmpty();
    write(Arrays.copyOfRange(ok, ok.length - 1, ok.length));

    assertThat(received(channel)).containsExactly(new Ok(10));
  }

  @Test
  void knowsWhetherTheRestOfAFrameIsToCome() {
    byte[] ok = encode(new Ok(10));
    FrameDecoder decoder = new FrameDecoder(100);
    channel.pipeline().addLast(decoder);
    assertThat(decoder.isWithinFrame()).isFalse();

    write(Arrays.copyOf(ok, 2));
    assertThat(decoder.isWithinFrame()).isTrue();
    write(Arrays.copyOfRange(ok, 2, ok.length));

    assertThat(decoder.isWithinFrame()).isFalse();
  }

  @Test
  void refusesBytesWhileItHandsOnThoseBeforeThem() {
    byte[] two = encodeAll(List.of(new Ok(1), new Ok(2)));
    List<Object> handedOn = new ArrayList<>();
    channel
        .pipeline()
        .addLast(
            new FrameDecoder(100),
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext context, Object frame) {
                handedOn.add(frame);
                if (handedOn.size() == 1) {
                  channel.pipeline().fireChannelRead(Unpooled.wrappedBuffer(encode(new Ok(3))));
                }
              }
            });

    assertThatThrownBy(() -> write(two)).hasRootCauseInstanceOf(IllegalStateException.class);

    assertThat(handedOn).as("in order, or not at all").containsExactly(new Ok(1), new Ok(2));
  }

  @Test
  void rejectsALengthOf4GiBBeforeItTakesMemory() {
    channel.pipeline().addLast(new FrameDecoder(FrameDecoder.DEFAULT_MAX_FRAME_LENGTH));
    byte[] length = bytes("ff ff ff ff # length: 2^32-1, and nothing after it yet");

    assertThatThrownBy(() -> write(length))
        .hasRootCauseMessage(
            "Unable to decode frame: expected a length from 1 to 1048576 bytes (option"
                + " --max-frame), got 4294967295");
    assertThat(memory.metric().usedHeapMemory()).isLessThanOrEqualTo(length.length);
  }

  @Test
  void takesMemoryOnlyForBytesThatCame() {
    channel.pipeline().addLast(new FrameDecoder(Integer.MAX_VALUE));
    byte[] begun = bytes("7f ff ff ff # length: all but 2 GiB, within the limit of this decoder");

    write(begun);

    assertThat(memory.metric().usedHeapMemory()).isLessThanOrEqualTo(64);
  }

  @Test
  void takesAFrameOfExactlyTheLimit() {
    Message atLimit =
        new Message(STREAM, new MessageId(1), 0, Message.NO_BYTES, new byte[100 - 27]);
    channel.pipeline().addLast(new FrameDecoder(100));

    write(encode(atLimit));

    assertThat(received(channel)).containsExactly(atLimit);
  }

  @Test
  void rejectsAFrameLongerThanTheLimit() {
    channel.pipeline().addLast(new FrameDecoder(100));

    assertThatThrownBy(() -> write(bytes("00 00 00 65 # length: 101")))
        .isInstanceOf(DecoderException.class)
        .hasCauseInstanceOf(ProtocolException.class)
        .hasRootCauseMessage(
            "Unable to decode frame: expected a length from 1 to 100 bytes (option --max-frame),"
                + " got 101");
  }

  @Test
  void rejectsALengthOfZero() {
    assertThat(reasonAgainst(bytes("00 00 00 00")))
        .isEqualTo(
            "Unable to decode frame: expected a length from 1 to 1048576 bytes (option"
                + " --max-frame), got 0");
  }

  @ParameterizedTest
  @ValueSource(ints = {9, 10, 201, 206, 255})
  void rejectsAnUnknownType(int tag) {
    byte[] unknown = bytes("00 00 00 01  # length: the type only\n" + "%02x".formatted(tag));

    assertThat(reasonAgainst(unknown))
        .isEqualTo("Unable to decode frame: expected a type from 0 to 8, got " + tag);
  }

  @Test
  void handsOverTheFramesBeforeABadOne() {
    channel.pipeline().addLast(new FrameDecoder(100));
    byte[] goodThenBad =
        bytes(
            """
            00 00 00 05 01 00 00 00 0a    # OK 10
            00 00 00 00                   # a length of 0
            """);

    assertThatThrownBy(() -> write(goodThenBad)).isInstanceOf(DecoderException.class);

    assertThat(received(channel)).containsExactly(new Ok(10));
  }

  @Test
  void decodesNothingAfterABadFrame() {
    channel.pipeline().addLast(new FrameDecoder(100));
    byte[] badThenGood =
        bytes(
            """
            00 00 00 01 09                # a type that is none
            00 00 00 05 01 00 00 00 0a    # OK 10
            """);

    assertThatThrownBy(() -> write(badThenGood)).isInstanceOf(DecoderException.class);
    write(encode(new Ok(10)));

    assertThat(received(channel)).isEmpty();
  }

  @Test
  void refusesALimitThatNoFrameCanKeep() {
    assertThatThrownBy(() -> new FrameDecoder(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a frame length limit is at least 1 byte, got 0");
  }

  private void write(byte[] bytes) {
    channel.config().setAllocator(memory);
    ByteBuf read = memory.heapBuffer(bytes.length);
    channel.writeInbound(read.writeBytes(bytes));
  }

  private static byte[] encodeAll(List<Frame> frames) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    frames.forEach(frame -> all.writeBytes(encode(frame)));
    return all.toByteArray();
  }
}
