package dev.potoroo.alerts.chaos;

/** The two connections between the programs. */
enum Link {
  SOURCE_TO_APPLICATION,
  APPLICATION_TO_SINK
}
