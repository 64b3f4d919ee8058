package dev.potoroo.alerts.demo;

import org.jspecify.annotations.Nullable;

/** The demo did not go as it should. The text says what was seen. */
final class DemoException extends Exception {
  private static final long serialVersionUID = 1L;

  DemoException(String message) {
    super(message);
  }

  DemoException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
