package dev.potoroo.protocol.frame;

import static dev.potoroo.protocol.Codec.assertRefusesEveryShorterBody;
import static dev.potoroo.protocol.Codec.bytes;
import static dev.potoroo.protocol.Codec.decode;
import static dev.potoroo.protocol.Codec.encode;
import static dev.potoroo.protocol.Codec.reasonAgainst;
import static dev.potoroo.protocol.Codec.withTrailingBytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.Ack.StreamAck;
import java.util.List;
import org.junit.jupiter.api.Test;

class AckTest {

  private static final Ack ONE_STREAM =
      new Ack(5, List.of(new StreamAck(new StreamId(258), new PointOfReference(3))));

  private static final byte[] ONE_STREAM_BYTES =
      bytes(
          """
          00 00 00 19                # length: type and 24 bytes of body
          06                         # ACK
          00 00 00 05                # credits: 5
          00 00 00 01                # streams: 1
          00 00 00 00 00 00 01 02    #   stream id: 258
          00 00 00 00 00 00 00 03    #   point of reference: 3
          """);

  private static final Ack CREDITS_ONLY = new Ack(5, List.of());

  private static final byte[] CREDITS_ONLY_BYTES =
      bytes(
          """
          00 00 00 09    # length: type and 8 bytes of body
          06             # ACK
          00 00 00 05    # credits: 5
          00 00 00 00    # streams: none
          """);

  @Test
  void encodes() {
    assertThat(encode(ONE_STREAM)).isEqualTo(ONE_STREAM_BYTES);
    assertThat(encode(CREDITS_ONLY)).isEqualTo(CREDITS_ONLY_BYTES);
  }

  @Test
  void decodes() {
    assertThat(decode(ONE_STREAM_BYTES)).isEqualTo(ONE_STREAM);
    assertThat(decode(CREDITS_ONLY_BYTES)).isEqualTo(CREDITS_ONLY);
  }

  @Test
  void refusesABodyCutShortAnywhere() {
    assertRefusesEveryShorterBody(ONE_STREAM_BYTES);
  }

  @Test
  void ignoresBytesAfterTheLastField() {
    assertThat(decode(withTrailingBytes(ONE_STREAM_BYTES))).isEqualTo(ONE_STREAM);
  }

  @Test
  void takesNoMemoryForACountThatTheBodyCannotHold() {
    byte[] lying =
        bytes(
            """
            00 00 00 19                # length: type and 24 bytes of body
            06                         # ACK
            00 00 00 05                # credits: 5
            ff ff ff ff                # streams: 2^32-1, in 16 bytes
            00 00 00 00 00 00 01 02
            00 00 00 00 00 00 00 03
            """);

    assertThat(reasonAgainst(lying))
        .isEqualTo(
            "Unable to decode frame: ACK announces 4294967295 elements, the body has 16 bytes left");
  }

  @Test
  void keepsTheOrderOfManyStreams() {
    Ack many =
        new Ack(
            0,
            List.of(
                new StreamAck(new StreamId(-1), new PointOfReference(-2)),
                new StreamAck(new StreamId(0), PointOfReference.NEVER),
                new StreamAck(new StreamId(7), new PointOfReference(0))));

    assertThat(decode(encode(many))).isEqualTo(many);
  }
}
