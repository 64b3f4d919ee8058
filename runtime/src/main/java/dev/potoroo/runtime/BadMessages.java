package dev.potoroo.runtime;

import dev.potoroo.pipeline.SourceMessage;
import dev.potoroo.protocol.Printable;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.runtime.delivery.BadMessageException;
import dev.potoroo.runtime.delivery.DeadLetterFile;
import dev.potoroo.transport.LogField;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out the {@link BadMessagePolicy}. */
final class BadMessages implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(BadMessages.class);

  private final BadMessagePolicy policy;
  private final @Nullable DeadLetterFile deadLetters;

  private BadMessages(BadMessagePolicy policy, @Nullable DeadLetterFile deadLetters) {
    this.policy = policy;
    this.deadLetters = deadLetters;
  }

  /**
   * @throws IOException when the policy needs a file that cannot be written; names the file
   */
  static BadMessages open(BadMessagePolicy policy) throws IOException {
    if (policy instanceof BadMessagePolicy.DeadLetter deadLetter) {
      try {
        return new BadMessages(policy, DeadLetterFile.open(deadLetter.file()));
      } catch (IOException e) {
        throw new IOException(
            "cannot write the dead-letter file " + deadLetter.file() + ": " + e, e);
      }
    }
    return new BadMessages(policy, null);
  }

  /**
   * Deals with one bad message; when this returns it counts as processed.
   *
   * @throws BadMessageException the one given, when the application is to stop
   * @throws UncheckedIOException when the dead-letter file could not be written
   */
  void handle(String source, StreamId stream, SourceMessage message, BadMessageException bad) {
    if (policy instanceof BadMessagePolicy.Fail) {
      throw bad;
    }
    if (deadLetters != null) {
      try {
        deadLetters.append(source, stream, message, bad.reason());
      } catch (IOException e) {
        throw new UncheckedIOException("cannot write the dead-letter file: " + e, e);
      }
    }
    LogField.STREAM.during(
        Printable.of(message.stream()),
        () ->
            LOG.warn(
                "{}; it is {}", bad.getMessage(), deadLetters == null ? "skipped" : "put aside"));
  }

  @Override
  public void close() throws IOException {
    if (deadLetters != null) {
      deadLetters.close();
    }
  }
}
