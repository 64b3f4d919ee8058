package dev.potoroo.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the JVM of a command gets: {@code bin/java-options}, then {@code JAVA_OPTS}. */
final class JavaOptionsTest {
  private static final Path BIN = Path.of("..", "bin").toAbsolutePath().normalize();

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
    Path script = installedWithAJavaThatShowsItsArguments(home);

    String shown =
        run(
            Map.of("JAVA_HOME", home.resolve("jdk").toString(), "JAVA_OPTS", "-Xmx1g -Dx=y"),
            List.of(script.toString(), "alerts", "--listen", "127.0.0.1:0"));

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

  /** With a jar that is newer than all sources, so that nothing is built. */
  private static Path installedWithAJavaThatShowsItsArguments(Path home) throws IOException {
    Path script = home.resolve("bin/potoroo");
    Files.createDirectories(script.getParent());
    Files.copy(BIN.resolve("potoroo"), script);
    Files.copy(BIN.resolve("java-options"), home.resolve("bin/java-options"));
    Path source = Files.createDirectories(home.resolve("distribution/src/main")).resolve("Main");
    Path lib = Files.createDirectories(home.resolve("distribution/target/lib"));
    for (Path old :
        List.of(home.resolve("pom.xml"), home.resolve("distribution/pom.xml"), source)) {
      Files.setLastModifiedTime(Files.createFile(old), FileTime.fromMillis(0));
    }
    Files.createFile(lib.resolve("distribution-1.jar"));
    Path java = Files.createDirectories(home.resolve("jdk/bin")).resolve("java");
    Files.writeString(
        java, "#!/bin/sh\nprintf '%s\\n' \"$@\" \"MALLOC_ARENA_MAX=$MALLOC_ARENA_MAX\"\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    return script;
  }

  private static String flags(String... more) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + BIN.resolve("java-options"));
    command.addAll(List.of(more));
    command.addAll(List.of("-XX:+PrintFlagsFinal", "-version"));
    return run(Map.of(), command);
  }

  private static String run(Map<String, String> variables, List<String> command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("MALLOC_ARENA_MAX");
    builder.environment().putAll(variables);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  private static String bytes(long mebibytes) {
    return Long.toString(mebibytes << 20);
  }
}
