package dev.potoroo.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;

class ApplicationBuilderTest {
  private static final SourceConnectorConfig<String> WORDS =
      SourceConnectorConfig.of("words", Decoder.utf8());
  private static final SinkConnectorConfig<String> LOG =
      SinkConnectorConfig.of("log", Encoder.utf8(), 7200);

  private static List<String> complaintsAbout(Pipeline<?, ?>... pipelines) {
    ApplicationBuilder builder = Application.named("alerts");
    for (Pipeline<?, ?> pipeline : pipelines) {
      builder.pipeline(pipeline);
    }
    return complaintsOf(builder);
  }

  private static List<String> complaintsOf(ApplicationBuilder builder) {
    InvalidApplicationException complaint =
        catchThrowableOfType(InvalidApplicationException.class, builder::build);
    assertThat(complaint).isNotNull();
    assertThat(complaint.complaints()).isNotEmpty();
    assertThat(complaint.getMessage()).contains(complaint.complaints());
    return complaint.complaints();
  }

  @Test
  void buildsWhatIsSound() {
    SourceConnectorConfig<String> lines = SourceConnectorConfig.of("lines", Decoder.utf8());

    Application application =
        Application.named("alerts")
            .pipeline(Pipeline.source(WORDS).toSink(LOG))
            .pipeline(Pipeline.source(lines).to("trim", String::trim).toSink(LOG))
            .build();

    assertThat(application.name()).isEqualTo("alerts");
    assertThat(application.pipelines())
        .extracting(pipeline -> pipeline.source().name())
        .containsExactly("words", "lines");
  }

  @Test
  void complainsAboutAllThatIsWrongAtOnce() {
    SourceConnectorConfig<String> source =
        WORDS.withAddress(" ", 70_000).withCredits(10, 10).withCookie("c".repeat(65_536));
    SinkConnectorConfig<String> sink = LOG.withAddress("", 0).withCookie("c".repeat(65_536));

    List<String> complaints =
        complaintsOf(
            Application.named(" ")
                .pipeline(Pipeline.source(source).filter("", word -> true).toSink(sink)));

    assertThat(complaints)
        .containsExactly(
            "a name is blank: every application needs one",
            "source \"words\": its host is blank",
            "source \"words\": port must be from 0 to 65535, got 70000",
            "source \"words\": a cookie takes up to 65535 bytes of UTF-8",
            "source \"words\": refill credits must be from 0 to 9, one below max credits, got 10",
            "a name is blank: every stage needs one",
            "sink \"log\": its host is blank",
            "sink \"log\": port must be from 1 to 65535, got 0",
            "sink \"log\": a cookie takes up to 65535 bytes of UTF-8");
  }

  @Test
  void needsAPipeline() {
    List<String> complaints = complaintsAbout();

    assertThat(complaints).containsExactly("there is no pipeline: add one with pipeline(...)");
  }

  @Test
  void needsASinkInEachPipeline() {
    List<String> complaints = complaintsAbout(Pipeline.source(WORDS).toSinks(List.of()));

    assertThat(complaints).containsExactly("pipeline of source \"words\" has no sink");
  }

  @Test
  void refusesOneSourceInTwoPipelines() {
    List<String> complaints =
        complaintsAbout(Pipeline.source(WORDS).toSink(LOG), Pipeline.source(WORDS).toSink(LOG));

    assertThat(complaints)
        .containsExactly(
            "source \"words\" feeds two pipelines: give each pipeline a source of its own");
  }

  @Test
  void refusesTwoSourcesOfOneNameOrAddress() {
    SourceConnectorConfig<String> here = WORDS.withAddress("127.0.0.1", 7100);
    SourceConnectorConfig<String> neighbour =
        SourceConnectorConfig.of("lines", Decoder.utf8()).withAddress("127.0.0.1", 7100);

    List<String> complaints =
        complaintsAbout(
            Pipeline.source(here).toSink(LOG),
            Pipeline.source(WORDS).toSink(LOG),
            Pipeline.source(neighbour).toSink(LOG));

    assertThat(complaints)
        .containsExactly(
            "source \"words\": another source has the same name",
            "source \"lines\" and source \"words\" both listen on 127.0.0.1:7100");
  }

  @Test
  void refusesTwoSinksOfOneNameOrAddress() {
    SinkConnectorConfig<String> elsewhere = LOG.withAddress("127.0.0.1", 7201);
    SinkConnectorConfig<String> neighbour = SinkConnectorConfig.of("audit", Encoder.utf8(), 7200);

    List<String> complaints =
        complaintsAbout(Pipeline.source(WORDS).toSinks(List.of(LOG, elsewhere, neighbour)));

    assertThat(complaints)
        .containsExactly(
            "sink \"log\" ends the pipeline of source \"words\" twice",
            "sink \"log\": another sink has the same name",
            "sink \"audit\" and sink \"log\" are both at 127.0.0.1:7200: a connector takes one"
                + " connection of an application, so use one sink for both");
  }

  @Test
  void refusesAFanOutBelowOne() {
    List<String> complaints =
        complaintsAbout(Pipeline.source(WORDS).flatMap("none", 0, List::of).toSink(LOG));

    assertThat(complaints).containsExactly("stage \"none\": fan-out must be at least 1, got 0");
  }

  @Test
  void refusesFanOutsThatMultiplyTooFar() {
    List<String> complaints =
        complaintsAbout(
            Pipeline.source(WORDS)
                .flatMap("many", 1 << 16, List::of)
                .flatMap("more", 2, List::of)
                .toSink(LOG));

    assertThat(complaints)
        .containsExactly("pipeline of source \"words\": its fan-outs multiply to more than 65536");
  }

  @Test
  void refusesCreditsBelowOne() {
    List<String> complaints = complaintsAbout(Pipeline.source(WORDS.withCredits(0)).toSink(LOG));

    assertThat(complaints)
        .containsExactly("source \"words\": max credits must be at least 1, got 0");
  }

  @Test
  void keepsCookiesOutOfText() {
    String text = WORDS.withCookie("hush") + " " + LOG.withCookie("hush");

    assertThat(text).isEqualTo("source words on 127.0.0.1:0 sink log at 127.0.0.1:7200");
  }
}
