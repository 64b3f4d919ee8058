package dev.potoroo.alerts.endtoend;

import dev.potoroo.alerts.AlertsCommand;
import dev.potoroo.postgres.sink.PostgresSinkCommand;
import dev.potoroo.postgres.source.PostgresSourceCommand;

/** The three programs that make an alert of a row. */
public enum Program {
  SOURCE(PostgresSourceCommand.class, "waiting for the application at 127.0.0.1:"),
  APPLICATION(AlertsCommand.class, "dialling until it answers"),
  SINK(PostgresSinkCommand.class, "listening on 127.0.0.1:");

  private final Class<?> mainClass;
  private final String saysWhenAlone;

  Program(Class<?> mainClass, String saysWhenAlone) {
    this.mainClass = mainClass;
    this.saysWhenAlone = saysWhenAlone;
  }

  Class<?> mainClass() {
    return mainClass;
  }

  /** What it logs when those that it needs are not there; the sink needs nobody. */
  String saysWhenAlone() {
    return saysWhenAlone;
  }
}
