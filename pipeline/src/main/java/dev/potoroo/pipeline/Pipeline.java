package dev.potoroo.pipeline;

import java.util.List;
import java.util.function.Consumer;

/**
 * One source, the stages that its messages pass, and the sinks that take what comes out.
 *
 * <p>Every sink gets every output. Immutable, and safe to share as far as the functions in it are.
 *
 * @param <S> what the source's decoder makes of a message
 * @param <T> what comes out of the last stage
 */
public final class Pipeline<S, T> {

  /** The largest product of the fan-outs in one pipeline: it leaves 2^48 message ids. */
  public static final int MAX_FAN_OUT = 1 << 16;

  private final PipelineBuilder<S, T> stages;
  private final List<SinkConnectorConfig<? super T>> sinks;

  Pipeline(PipelineBuilder<S, T> stages, List<SinkConnectorConfig<? super T>> sinks) {
    this.stages = stages;
    this.sinks = List.copyOf(sinks);
  }

  /** Begins a pipeline. */
  public static <S> PipelineBuilder<S, S> source(SourceConnectorConfig<S> source) {
    return PipelineBuilder.from(source);
  }

  public SourceConnectorConfig<S> source() {
    return stages.source();
  }

  /** From the source to the sinks; may be empty. */
  public List<Stage<?, ?>> stages() {
    return stages.stages();
  }

  /** At least one in a pipeline of an {@link Application}. */
  public List<SinkConnectorConfig<? super T>> sinks() {
    return sinks;
  }

  /**
   * The most outputs that one message can have: the product of the stages' fan-outs, from 1 to
   * {@link #MAX_FAN_OUT}. Without a {@code flatMap} it is 1.
   */
  public int fanOut() {
    return (int) fanOutAsDeclared();
  }

  /** As the stages have it, be it out of range or not. */
  long fanOutAsDeclared() {
    long product = 1;
    for (Stage<?, ?> stage : stages()) {
      product = Math.min(product * stage.fanOut(), Integer.MAX_VALUE);
    }
    return product;
  }

  /**
   * Passes one decoded message through all stages, on the calling thread.
   *
   * @param outputs gets what comes out, in order, up to {@link #fanOut()} times
   * @throws StageException when a stage failed; {@code outputs} may have been called before
   */
  public void process(S value, Consumer<? super T> outputs) {
    stages.process(value, outputs);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(source().name());
    stages().forEach(stage -> text.append(" -> ").append(stage.name()));
    sinks.forEach(sink -> text.append(" -> ").append(sink.name()));
    return text.toString();
  }
}
