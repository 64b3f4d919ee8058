package dev.potoroo.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PipelineTest {
  private static final SourceConnectorConfig<String> WORDS =
      SourceConnectorConfig.of("words", Decoder.utf8());
  private static final SinkConnectorConfig<String> LOG =
      SinkConnectorConfig.of("log", Encoder.utf8(), 7200);

  private static <S, T> List<T> outputsOf(Pipeline<S, T> pipeline, S value) {
    List<T> outputs = new ArrayList<>();
    pipeline.process(value, outputs::add);
    return outputs;
  }

  @Test
  void passesAValueThroughItsStagesInOrder() {
    Pipeline<String, String> pipeline =
        Pipeline.source(WORDS)
            .to("length", String::length)
            .filter("long ones", length -> length > 3)
            .flatMap("twice", 2, length -> List.of(length, length * 10))
            .to("as text", String::valueOf)
            .toSink(LOG);

    List<String> outputs = outputsOf(pipeline, "alert");

    assertThat(outputs).containsExactly("5", "50");
    assertThat(outputsOf(pipeline, "no")).isEmpty();
    assertThat(pipeline.fanOut()).isEqualTo(2);
    assertThat(pipeline).hasToString("words -> length -> long ones -> twice -> as text -> log");
  }

  @Test
  void nothingComesOfAMessageThatAStageAnswersWithNull() {
    Pipeline<String, String> pipeline =
        Pipeline.source(WORDS).<String>to("never", word -> null).toSink(LOG);

    List<String> outputs = outputsOf(pipeline, "alert");

    assertThat(outputs).isEmpty();
  }

  @Test
  void fanOutIsTheProductOfAllFlatMaps() {
    Pipeline<String, String> pipeline =
        Pipeline.source(WORDS)
            .flatMap("letters", 8, word -> List.of(word.split("")))
            .flatMap("copies", 3, letter -> Collections.nCopies(3, letter))
            .toSink(LOG);

    int fanOut = pipeline.fanOut();

    assertThat(fanOut).isEqualTo(24);
    assertThat(outputsOf(pipeline, "ab")).containsExactly("a", "a", "a", "b", "b", "b");
  }

  @Test
  void namesTheStageThatThrew() {
    Pipeline<String, Integer> pipeline =
        Pipeline.source(WORDS)
            .to("trim", String::trim)
            .to("as number", Integer::valueOf)
            .toSink(SinkConnectorConfig.of("log", number -> new byte[] {1}, 7200));

    assertThatThrownBy(() -> outputsOf(pipeline, "alert"))
        .isInstanceOf(StageException.class)
        .hasMessageContaining("stage \"as number\" failed")
        .hasMessageContaining("For input string: \"alert\"")
        .hasCauseInstanceOf(NumberFormatException.class);
  }

  @Test
  void namesTheStageThatMadeMoreThanItDeclared() {
    Pipeline<String, String> pipeline =
        Pipeline.source(WORDS).flatMap("letters", 2, word -> List.of(word.split(""))).toSink(LOG);

    assertThatThrownBy(() -> outputsOf(pipeline, "abc"))
        .hasMessage("stage \"letters\" failed: declared at most 2 outputs for one message, made 3");
  }

  @Test
  void aBeginningCanBeContinuedInTwoWays() {
    PipelineBuilder<String, String> trimmed = Pipeline.source(WORDS).to("trim", String::trim);

    Pipeline<String, String> upper = trimmed.to("upper", word -> word + "!").toSink(LOG);
    Pipeline<String, Integer> length =
        trimmed
            .to("length", String::length)
            .toSink(SinkConnectorConfig.of("lengths", number -> new byte[number], 7201));

    assertThat(outputsOf(upper, " a ")).containsExactly("a!");
    assertThat(outputsOf(length, " a ")).containsExactly(1);
  }
}
