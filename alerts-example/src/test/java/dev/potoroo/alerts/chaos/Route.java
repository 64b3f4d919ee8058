package dev.potoroo.alerts.chaos;

import dev.potoroo.alerts.endtoend.AlertsChain;
import dev.potoroo.alerts.endtoend.Program;

/**
 * A way from the table to the sink that promises the effect of each row once. A capture mode or a
 * delivery joins by one constant.
 */
enum Route {
  OUTBOX_DIRECT("outbox");

  private final String mode;

  Route(String mode) {
    this.mode = mode;
  }

  void choose(AlertsChain chain) {
    chain.option(Program.SOURCE, "--mode", mode);
  }
}
