package dev.potoroo.postgres.sink.batch;

/** What becomes of a message that the target table refuses. */
public enum OnRejected {
  /** The sink ends and names the message; nothing of its batch is written. */
  FAIL("fail"),
  /** The message goes to the table of dead letters; the others of its batch are written. */
  DEAD_LETTER("dead-letter");

  private final String word;

  OnRejected(String word) {
    this.word = word;
  }

  /** As the command line has it. */
  @Override
  public String toString() {
    return word;
  }
}
