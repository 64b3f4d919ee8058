package dev.potoroo.connector.sink;

/**
 * The stored high-water mark is not the one that this session last saw: another instance of the
 * application has written since. The SDK ends the session with an ERROR; the batch has left no
 * trace.
 */
public final class SupersededException extends Exception {
  private static final long serialVersionUID = 1L;

  public SupersededException(String message) {
    super(message);
  }
}
