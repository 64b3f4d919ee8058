package dev.potoroo.benchmarks.report;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** What a figure depends on besides the code, as of now. */
public final class Machine {
  private static final Path PROCESSOR = Path.of("/proc/cpuinfo");
  private static final Path MEMORY = Path.of("/proc/meminfo");

  private Machine() {}

  /**
   * @param javaOptions with which the measured programs run
   * @return facts by name, in the order to show them
   */
  public static Map<String, String> facts(String javaOptions) {
    var system = ManagementFactory.getOperatingSystemMXBean();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("started", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    facts.put("cores", Integer.toString(system.getAvailableProcessors()));
    facts.put("processor", line(PROCESSOR, "model name"));
    facts.put("memory", line(MEMORY, "MemTotal"));
    facts.put("system", system.getName() + " " + system.getVersion() + " " + system.getArch());
    facts.put(
        "Java", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
    facts.put("options of measured programs", javaOptions);
    facts.put("load at start", "%.2f".formatted(system.getSystemLoadAverage()));
    return facts;
  }

  /** The value after the colon of the first line that begins so. */
  private static String line(Path file, String start) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(start))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown here: " + e.getMessage();
    }
  }
}
