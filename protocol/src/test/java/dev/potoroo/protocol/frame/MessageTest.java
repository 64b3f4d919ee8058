package dev.potoroo.protocol.frame;

import static dev.potoroo.protocol.Codec.assertRefusesEveryBodyShorterThan;
import static dev.potoroo.protocol.Codec.bytes;
import static dev.potoroo.protocol.Codec.decode;
import static dev.potoroo.protocol.Codec.encode;
import static dev.potoroo.protocol.Codec.reasonAgainst;
import static dev.potoroo.protocol.Codec.withTrailingBytes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.StreamId;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MessageTest {

  private static final Message FULL =
      new Message(
          new StreamId(258), new MessageId(3), -1, "k".getBytes(UTF_8), "hi".getBytes(UTF_8));

  private static final byte[] FULL_BYTES =
      bytes(
          """
          00 00 00 1e                # length: type and 29 bytes of body
          05                         # MESSAGE
          00 00 00 00 00 00 01 02    # stream id: 258
          00 00 00 00 00 00 00 03    # message id: 3
          ff ff ff ff ff ff ff ff    # event time: -1
          00 01                      # key: 1 byte
          6b                         #   "k"
          68 69                      # payload, the rest: "hi"
          """);

  private static final Message BARE =
      new Message(new StreamId(258), new MessageId(4), 0, Message.NO_BYTES, Message.NO_BYTES);

  private static final byte[] BARE_BYTES =
      bytes(
          """
          00 00 00 1b                # length: type and 26 bytes of body
          05                         # MESSAGE
          00 00 00 00 00 00 01 02    # stream id: 258
          00 00 00 00 00 00 00 04    # message id: 4
          00 00 00 00 00 00 00 00    # event time: none
          00 00                      # key: none
                                     # payload: empty
          """);

  @Test
  void encodes() {
    assertThat(encode(FULL)).isEqualTo(FULL_BYTES);
    assertThat(encode(BARE)).isEqualTo(BARE_BYTES);
  }

  @Test
  void decodes() {
    assertThat(decode(FULL_BYTES)).isEqualTo(FULL);
    assertThat(decode(BARE_BYTES)).isEqualTo(BARE);
  }

  @Test
  void refusesABodyThatEndsBeforeThePayload() {
    int payload = 2;

    assertRefusesEveryBodyShorterThan(FULL_BYTES.length - 5 - payload, FULL_BYTES);
  }

  @Test
  void takesAllThatIsLeftAsPayload() {
    Message decoded = (Message) decode(withTrailingBytes(FULL_BYTES));

    assertThat(decoded.payload()).isEqualTo(bytes("68 69 ee ee ee"));
  }

  @Test
  void refusesTheIdThatMeansNever() {
    byte[] never = BARE_BYTES.clone();
    Arrays.fill(never, 13, 21, (byte) 0xff);

    assertThat(reasonAgainst(never)).isEqualTo("Unable to decode frame: 2^64-1 is no message id");
  }

  @Test
  void carriesAnyBytes() {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    Message binary = new Message(new StreamId(-1), new MessageId(-2), Long.MIN_VALUE, all, all);

    assertThat(decode(encode(binary))).isEqualTo(binary);
  }

  @Test
  void takesAKeyOfUpTo65535Bytes() {
    Message longest =
        new Message(new StreamId(1), new MessageId(1), 0, new byte[65_535], new byte[] {1});

    assertThat(decode(encode(longest))).isEqualTo(longest);
    assertThatThrownBy(
            () ->
                new Message(
                    new StreamId(1), new MessageId(1), 0, new byte[65_536], Message.NO_BYTES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a key takes up to 65535 bytes, got 65536");
  }

  @Test
  void knowsItsFrameLengthBeforeItIsMade() {
    assertThat(Message.frameLength(1, 2)).isEqualTo(0x1e);
    assertThat(Message.frameLength(0, 0)).isEqualTo(0x1b);
    assertThat(Message.frameLength(65_535, Integer.MAX_VALUE)).isEqualTo(2_147_549_209L);
  }

  @Test
  void isEqualByContent() {
    Message same = (Message) decode(FULL_BYTES);

    assertThat(same).isEqualTo(FULL).hasSameHashCodeAs(FULL).isNotEqualTo(BARE);
  }

  @Test
  void printsLengthsAndNoContent() {
    assertThat(FULL)
        .hasToString(
            "Message[streamId=258, messageId=3, eventTime=-1, key=1 bytes, payload=2 bytes]");
  }
}
