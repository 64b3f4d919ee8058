package dev.potoroo.pipeline;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline that lacks its sinks: each call adds a stage and gives a new builder, so that a common
 * beginning can be held and continued in two ways.
 *
 * <p>Every stage has a name, by which errors and logs call it. Its function runs once for each
 * message, one message after the other; it is given the same message again after a crash and must
 * then come to the same result, for outputs are told apart by number. An exception that it throws
 * makes the message a bad one; what becomes of it is the runner's setting.
 *
 * <p>Immutable.
 *
 * @param <S> what the source's decoder makes of a message
 * @param <T> what comes out of the last stage so far
 */
public final class PipelineBuilder<S, T> {

  /** All stages so far as one function. */
  private interface Chain<S, T> {
    void process(S value, Consumer<? super T> outputs);
  }

  private final SourceConnectorConfig<S> source;
  private final List<Stage<?, ?>> stages;
  private final Chain<S, T> chain;

  private PipelineBuilder(
      SourceConnectorConfig<S> source, List<Stage<?, ?>> stages, Chain<S, T> chain) {
    this.source = source;
    this.stages = List.copyOf(stages);
    this.chain = chain;
  }

  static <S> PipelineBuilder<S, S> from(SourceConnectorConfig<S> source) {
    return new PipelineBuilder<>(source, List.of(), (value, outputs) -> outputs.accept(value));
  }

  /**
   * Adds a stage that makes one value of each.
   *
   * @param function may answer null: nothing comes of the message then
   */
  public <R> PipelineBuilder<S, R> to(
      String name, Function<? super T, ? extends @Nullable R> function) {
    return then(new MapStage<T, R>(name, function));
  }

  /** Adds a stage that lets only those through which satisfy {@code predicate}. */
  public PipelineBuilder<S, T> filter(String name, Predicate<? super T> predicate) {
    return then(new FilterStage<>(name, predicate));
  }

  /**
   * Adds a stage that makes several values of each.
   *
   * @param maxFanOut the most values that {@code function} gives for one, from 1; the product over
   *     a pipeline is at most {@link Pipeline#MAX_FAN_OUT}. It spreads message ids, so a pipeline
   *     keeps it for good: with another one a running sink would take new outputs for old
   * @param function more values than declared make the message a bad one
   */
  public <R> PipelineBuilder<S, R> flatMap(
      String name, int maxFanOut, Function<? super T, ? extends Collection<? extends R>> function) {
    return then(new FlatMapStage<T, R>(name, maxFanOut, function));
  }

  /** Ends the pipeline in one sink. */
  public Pipeline<S, T> toSink(SinkConnectorConfig<? super T> sink) {
    return new Pipeline<>(this, List.of(sink));
  }

  /** Ends the pipeline in several sinks: each gets every output. */
  public Pipeline<S, T> toSinks(List<SinkConnectorConfig<? super T>> sinks) {
    return new Pipeline<>(this, sinks);
  }

  SourceConnectorConfig<S> source() {
    return source;
  }

  List<Stage<?, ?>> stages() {
    return stages;
  }

  void process(S value, Consumer<? super T> outputs) {
    chain.process(value, outputs);
  }

  private <R> PipelineBuilder<S, R> then(Stage<T, R> stage) {
    List<Stage<?, ?>> longer = new ArrayList<>(stages);
    longer.add(stage);
    Chain<S, T> before = chain;
    return new PipelineBuilder<>(
        source,
        longer,
        (value, outputs) -> before.process(value, next -> stage.process(next, outputs)));
  }
}
