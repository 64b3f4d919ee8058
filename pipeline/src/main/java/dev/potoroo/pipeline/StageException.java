package dev.potoroo.pipeline;

/** A stage failed on one message: the message is bad, or the stage has a mistake. */
public final class StageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String stage;

  StageException(String stage, Throwable cause) {
    super("stage \"" + stage + "\" failed: " + cause, cause);
    this.stage = stage;
  }

  StageException(String stage, String reason) {
    super("stage \"" + stage + "\" failed: " + reason);
    this.stage = stage;
  }

  /** The stage's name. */
  public String stage() {
    return stage;
  }
}
