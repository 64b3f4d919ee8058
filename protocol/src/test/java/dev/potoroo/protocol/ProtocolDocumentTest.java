package dev.potoroo.protocol;

import static dev.potoroo.protocol.Codec.bytes;
import static dev.potoroo.protocol.Codec.decode;
import static dev.potoroo.protocol.Codec.encode;
import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.protocol.frame.Frame;
import dev.potoroo.protocol.frame.FrameType;
import dev.potoroo.protocol.frame.Message;
import dev.potoroo.protocol.twophase.TwoPhaseMessage;
import dev.potoroo.protocol.twophase.TwoPhaseType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The frames that docs/protocol.md lays out are the frames that the codec has. */
class ProtocolDocumentTest {

  private static final Path DOCUMENT = Path.of("..", "docs", "protocol.md");

  private static final Pattern LAYOUT = Pattern.compile("```frame\n(.*?)```", Pattern.DOTALL);

  static Stream<String> layouts() throws IOException {
    String text = Files.readString(DOCUMENT);
    return LAYOUT.matcher(text).results().map((MatchResult found) -> found.group(1));
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void showsWhatTheCodecReadsAndWrites(String layout) {
    Frame frame = decode(bytes(layout));

    assertThat(layout).contains("# " + frame.type() + "\n");
    assertThat(encode(frame)).isEqualTo(bytes(layout));
  }

  @Test
  void showsEveryFrame() throws IOException {
    Stream<FrameType> shown = layouts().map(layout -> decode(bytes(layout)).type());

    assertThat(shown).contains(FrameType.values());
  }

  @Test
  void showsEveryMessageOfATwoPhaseCommit() throws IOException {
    Stream<TwoPhaseMessage> shown =
        layouts()
            .map(layout -> decode(bytes(layout)))
            .filter(Message.class::isInstance)
            .map(Message.class::cast)
            .filter(message -> message.streamId().equals(StreamId.CONTROL))
            .map(TwoPhaseMessage::of);

    assertThat(shown.map(TwoPhaseMessage::type)).contains(TwoPhaseType.values());
  }
}
