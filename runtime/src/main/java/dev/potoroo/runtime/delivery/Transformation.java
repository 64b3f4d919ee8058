package dev.potoroo.runtime.delivery;

import dev.potoroo.pipeline.Pipeline;
import dev.potoroo.pipeline.SinkConnectorConfig;
import dev.potoroo.pipeline.SourceMessage;
import dev.potoroo.pipeline.StageException;
import dev.potoroo.protocol.frame.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One pipeline as a function: from a message to what each sink is to get of it. Either all of it
 * works, or the message is bad and has no output at all. For one thread.
 *
 * @param <S> what the source's decoder makes of a message
 * @param <T> what comes out of the last stage
 */
public final class Transformation<S, T> {
  private final Pipeline<S, T> pipeline;
  private final int maxFrameLength;

  /** Of the message at hand; empty between two. */
  private final List<T> outputs = new ArrayList<>();

  private final Consumer<T> addOutput = outputs::add;

  /**
   * @param maxFrameLength in bytes, what a sink takes; a longer output makes its message a bad one
   */
  public Transformation(Pipeline<S, T> pipeline, int maxFrameLength) {
    this.pipeline = pipeline;
    this.maxFrameLength = maxFrameLength;
  }

  /**
   * Runs decoder, stages and encoders on the calling thread.
   *
   * @return for each output, by its index, what each sink gets; an empty payload means nothing
   * @throws BadMessageException when one of them failed, or an output is too long
   */
  public List<byte[][]> apply(SourceMessage message) {
    S value;
    try {
      value = pipeline.source().decoder().decode(message);
    } catch (Exception e) {
      throw bad(message, "decoder failed: " + textOf(e), e);
    }
    if (value == null) {
      return List.of();
    }
    try {
      pipeline.process(value, addOutput);
      return encodeOutputs(message);
    } catch (StageException e) {
      throw bad(message, textOf(e), e);
    } finally {
      outputs.clear();
    }
  }

  /** Most messages have one output or none, and no list of their own. */
  private List<byte[][]> encodeOutputs(SourceMessage message) {
    if (outputs.isEmpty()) {
      return List.of();
    }
    if (outputs.size() == 1) {
      return List.<byte[][]>of(encodeForSinks(message, outputs.get(0)));
    }
    List<byte[][]> encoded = new ArrayList<>(outputs.size());
    for (T output : outputs) {
      encoded.add(encodeForSinks(message, output));
    }
    return encoded;
  }

  private byte[][] encodeForSinks(SourceMessage message, T output) {
    List<SinkConnectorConfig<? super T>> sinks = pipeline.sinks();
    byte[][] payloads = new byte[sinks.size()][];
    for (int sink = 0; sink < payloads.length; sink++) {
      payloads[sink] = encode(message, output, sinks.get(sink));
    }
    return payloads;
  }

  private byte[] encode(SourceMessage message, T output, SinkConnectorConfig<? super T> sink) {
    byte[] payload;
    try {
      payload = sink.encoder().encode(output);
    } catch (Exception e) {
      throw bad(message, "encoder of sink \"" + sink.name() + "\" failed: " + textOf(e), e);
    }
    long length = Message.frameLength(message.key().length, payload.length);
    if (length > maxFrameLength) {
      throw bad(
          message,
          "its output for sink \""
              + sink.name()
              + "\" makes a frame of "
              + length
              + " bytes, expected at most "
              + maxFrameLength
              + " (option --max-frame)",
          null);
    }
    return payload;
  }

  private BadMessageException bad(SourceMessage message, String reason, @Nullable Throwable cause) {
    return new BadMessageException(pipeline.source().name(), message, reason, cause);
  }

  private static String textOf(Exception failure) {
    String text = failure.getMessage();
    return text == null ? failure.getClass().getSimpleName() : text;
  }
}
