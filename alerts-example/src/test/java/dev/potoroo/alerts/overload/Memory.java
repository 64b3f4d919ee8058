package dev.potoroo.alerts.overload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.alerts.endtoend.AlertsChain;
import dev.potoroo.alerts.endtoend.Program;
import java.util.EnumMap;
import java.util.Map;

/**
 * The most memory that processes of a chain have had, by the kernel's count of what is resident.
 *
 * @param peaks in MiB
 */
record Memory(Map<Program, Long> peaks) {
  private static final long LIMIT = 256;

  /** Those programs have to be running. */
  static Memory of(AlertsChain chain, Program... programs) {
    Map<Program, Long> peaks = new EnumMap<>(Program.class);
    for (Program program : programs) {
      peaks.put(program, chain.process(program).peakMemory() >> 20);
    }
    return new Memory(peaks);
  }

  void requireWithinLimit() {
    peaks.forEach(
        (program, peak) ->
            assertThat(peak).as("peak memory of %s in MiB", program).isLessThan(LIMIT));
  }

  @Override
  public String toString() {
    return "peak memory in MiB: " + peaks;
  }
}
