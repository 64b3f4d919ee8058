package dev.potoroo.alerts.chaos;

import dev.potoroo.alerts.endtoend.AlertsChain;
import dev.potoroo.alerts.endtoend.Program;
import java.util.List;
import java.util.stream.Stream;

/**
 * A way from the table to the sink that promises the effect of each row once. A capture mode or a
 * delivery joins by one constant.
 */
enum Route {
  OUTBOX_DIRECT("outbox", "### Rights beside a sink"),
  WAL_DIRECT("wal", "### Rights with mode wal");

  private final String mode;
  private final String sourceRights;

  Route(String mode, String sourceRights) {
    this.mode = mode;
    this.sourceRights = sourceRights;
  }

  /** The heading of the source's guide above what the mode takes. */
  String sourceRights() {
    return sourceRights;
  }

  /** Those of a list with commas between; all when it is empty. */
  static List<Route> named(String names) {
    return names.isEmpty()
        ? List.of(values())
        : Stream.of(names.split(",")).map(Route::valueOf).toList();
  }

  void choose(AlertsChain chain) {
    chain.option(Program.SOURCE, "--mode", mode);
  }
}
