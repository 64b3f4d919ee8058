package dev.potoroo.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the JVM of a command gets: {@code bin/java-options}, then {@code JAVA_OPTS}. */
final class JavaOptionsTest {
  private static final Path OPTIONS = InstalledScript.BIN.resolve("java-options");

  @Test
  void boundHeapBuffersAndCompiledCode() throws Exception {
    String flags = flags();

    assertThat(flags)
        .containsPattern("MaxHeapSize += " + bytes(96))
        .containsPattern("MaxDirectMemorySize += " + bytes(48))
        .containsPattern("ReservedCodeCacheSize += " + bytes(48))
        .containsPattern("UseSerialGC += true")
        .containsPattern("ExitOnOutOfMemoryError += true");
  }

  @Test
  void giveWayToWhatComesAfterThem() throws Exception {
    String flags = flags("-Xmx200m", "-XX:MaxDirectMemorySize=100m");

    assertThat(flags)
        .containsPattern("MaxHeapSize += " + bytes(200))
        .containsPattern("MaxDirectMemorySize += " + bytes(100));
  }

  @Test
  void comeBeforeThoseOfTheCaller(@TempDir Path home) throws Exception {
    InstalledScript script = InstalledScript.in(home);

    String shown =
        script.run(Map.of("JAVA_OPTS", "-Xmx1g -Dx=y"), "alerts", "--listen", "127.0.0.1:0");

    assertThat(shown.lines())
        .containsSubsequence(
            "-Xmx96m",
            "-Xmx1g",
            "-Dx=y",
            "-cp",
            home.resolve("distribution/target/lib") + "/*",
            "dev.potoroo.distribution.Potoroo",
            "alerts",
            "--listen",
            "127.0.0.1:0",
            "MALLOC_ARENA_MAX=2")
        .noneMatch(word -> word.startsWith("#"));
  }

  private static String flags(String... more) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + OPTIONS);
    command.addAll(List.of(more));
    command.addAll(List.of("-XX:+PrintFlagsFinal", "-version"));
    return InstalledScript.run(Map.of(), command);
  }

  private static String bytes(long mebibytes) {
    return Long.toString(mebibytes << 20);
  }
}
