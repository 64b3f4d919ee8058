package dev.potoroo.runtime;

import java.nio.file.Path;

/** What becomes of a message that a decoder, a stage or an encoder failed on. */
public sealed interface BadMessagePolicy {

  /** The application stops, and nothing from that message on is acknowledged. The default. */
  record Fail() implements BadMessagePolicy {}

  /** The message counts as processed, and a warning says which it was. */
  record Skip() implements BadMessagePolicy {}

  /**
   * The message counts as processed once it is in a file, with its payload and the reason.
   *
   * @param file is appended to, and made when there is none; one JSON object a line
   */
  record DeadLetter(Path file) implements BadMessagePolicy {}
}
