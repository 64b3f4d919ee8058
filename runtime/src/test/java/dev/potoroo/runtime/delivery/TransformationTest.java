package dev.potoroo.runtime.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.pipeline.Decoder;
import dev.potoroo.pipeline.Encoder;
import dev.potoroo.pipeline.Pipeline;
import dev.potoroo.pipeline.SinkConnectorConfig;
import dev.potoroo.pipeline.SourceConnectorConfig;
import dev.potoroo.pipeline.SourceMessage;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransformationTest {
  private static final int MAX_FRAME_LENGTH = 100;
  private static final SourceConnectorConfig<String> WORDS =
      SourceConnectorConfig.of("words", Decoder.utf8());
  private static final SinkConnectorConfig<String> LOG =
      SinkConnectorConfig.of("log", Encoder.utf8(), 7200);

  private static SourceMessage messageOf(String payload) {
    return new SourceMessage("orders", -2, 0, new byte[0], payload.getBytes(UTF_8));
  }

  private static List<byte[][]> outputsOf(Pipeline<?, ?> pipeline, String payload) {
    return new Transformation<>(pipeline, MAX_FRAME_LENGTH).apply(messageOf(payload));
  }

  @Test
  void givesEachOutputInTheFormOfEachSink() {
    SinkConnectorConfig<String> lengths =
        SinkConnectorConfig.of("lengths", word -> new byte[] {(byte) word.length()}, 7201);
    Pipeline<String, String> pipeline =
        Pipeline.source(WORDS)
            .flatMap("words", 2, line -> List.of(line.split(" ")))
            .toSinks(List.of(LOG, lengths));

    List<byte[][]> outputs = outputsOf(pipeline, "a bcd");

    assertThat(outputs).hasSize(2);
    assertThat(outputs.get(0)).isDeepEqualTo(new byte[][] {{'a'}, {1}});
    assertThat(outputs.get(1)).isDeepEqualTo(new byte[][] {{'b', 'c', 'd'}, {3}});
  }

  @Test
  void aMessageThatTheDecoderLeavesOutHasNoOutput() {
    SourceConnectorConfig<String> nothing = SourceConnectorConfig.of("words", message -> null);

    List<byte[][]> outputs = outputsOf(Pipeline.source(nothing).toSink(LOG), "a");

    assertThat(outputs).isEmpty();
  }

  @Test
  void namesSourceStreamMessageAndReasonWhenTheDecoderFails() {
    SourceConnectorConfig<String> strict =
        SourceConnectorConfig.of(
            "words",
            message -> {
              throw new IOException("expected a number");
            });

    assertThatThrownBy(() -> outputsOf(Pipeline.source(strict).toSink(LOG), "a"))
        .isInstanceOf(BadMessageException.class)
        .hasMessage(
            "source \"words\", stream \"orders\": message 18446744073709551614 cannot be"
                + " processed: decoder failed: expected a number")
        .hasCauseInstanceOf(IOException.class);
  }

  @Test
  void namesTheStageThatFailed() {
    Pipeline<String, String> pipeline =
        Pipeline.source(WORDS).to("second letter", word -> word.substring(1, 2)).toSink(LOG);

    assertThatThrownBy(() -> outputsOf(pipeline, "a"))
        .isInstanceOf(BadMessageException.class)
        .hasMessageContaining("stage \"second letter\" failed");
  }

  @Test
  void namesTheSinkWhoseEncoderFailed() {
    SinkConnectorConfig<String> broken =
        SinkConnectorConfig.of(
            "broken",
            word -> {
              throw new IllegalStateException();
            },
            7201);

    assertThatThrownBy(() -> outputsOf(Pipeline.source(WORDS).toSinks(List.of(LOG, broken)), "a"))
        .isInstanceOf(BadMessageException.class)
        .hasMessageEndingWith("encoder of sink \"broken\" failed: IllegalStateException");
  }

  @Test
  void anOutputThatNoFrameHoldsMakesItsMessageABadOne() {
    // A MESSAGE frame has 27 bytes besides key and payload.
    String longest = "x".repeat(MAX_FRAME_LENGTH - 27);
    Pipeline<String, String> pipeline = Pipeline.source(WORDS).toSink(LOG);

    assertThat(outputsOf(pipeline, longest)).hasSize(1);
    assertThatThrownBy(() -> outputsOf(pipeline, longest + "x"))
        .isInstanceOf(BadMessageException.class)
        .hasMessageEndingWith(
            "its output for sink \"log\" makes a frame of 101 bytes, expected at most 100 (option"
                + " --max-frame)");
  }
}
