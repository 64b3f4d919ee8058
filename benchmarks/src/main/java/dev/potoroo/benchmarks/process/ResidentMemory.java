package dev.potoroo.benchmarks.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How much memory a process takes, as Linux counts it. */
final class ResidentMemory {
  private static final String PEAK = "VmHWM:";
  private static final double KIBIBYTES_PER_MEBIBYTE = 1024;

  private ResidentMemory() {}

  /** The most that was resident at one time, in MiB; NaN where the system does not tell. */
  static double peakMebibytes(long processId) throws IOException {
    Path status = Path.of("/proc", Long.toString(processId), "status");
    if (Files.notExists(status)) {
      return Double.NaN;
    }
    List<String> lines = Files.readAllLines(status);
    return lines.stream()
        .filter(line -> line.startsWith(PEAK))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")))
        .map(kibibytes -> kibibytes / KIBIBYTES_PER_MEBIBYTE)
        .findFirst()
        .orElse(Double.NaN);
  }
}
