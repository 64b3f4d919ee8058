package dev.potoroo.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code bin/potoroo} in a home of its own, with a jar that is newer than all sources, so that
 * Maven is not called. What stands there for Java shows its arguments, a line each, and writes the
 * class-data archive that it is asked for.
 */
final class InstalledScript {

  /** The project's own. */
  static final Path BIN = Path.of("..", "bin").toAbsolutePath().normalize();

  private static final String JAVA =
      """
      #!/bin/sh
      for word in "$@"; do
        case $word in -XX:ArchiveClassesAtExit=*) echo whole >"${word#*=}" ;; esac
      done
      printf '%s\\n' "$@" "MALLOC_ARENA_MAX=$MALLOC_ARENA_MAX"
      """;

  private final Path home;

  private InstalledScript(Path home) {
    this.home = home;
  }

  static InstalledScript in(Path home) throws IOException {
    Path bin = Files.createDirectories(home.resolve("bin"));
    for (String name : List.of("potoroo", "java-options")) {
      Files.copy(BIN.resolve(name), bin.resolve(name));
    }
    Path source = Files.createDirectories(home.resolve("distribution/src/main")).resolve("Main");
    for (Path old :
        List.of(home.resolve("pom.xml"), home.resolve("distribution/pom.xml"), source)) {
      Files.setLastModifiedTime(Files.createFile(old), FileTime.fromMillis(0));
    }
    Files.createDirectories(home.resolve("distribution/target/lib"));
    InstalledScript script = new InstalledScript(home);
    Files.createFile(script.jar());
    script.java(JAVA);
    return script;
  }

  Path jar() {
    return home.resolve("distribution/target/lib/distribution-1.jar");
  }

  Path archive() {
    return home.resolve("distribution/target/potoroo.jsa");
  }

  /** Puts another script in the place of Java. */
  void java(String text) throws IOException {
    Path java = Files.createDirectories(home.resolve("jdk/bin")).resolve("java");
    Files.writeString(java, text);
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** What it prints, errors too. */
  String run(Map<String, String> variables, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(home.resolve("bin/potoroo").toString()));
    command.addAll(List.of(arguments));
    Map<String, String> all = new HashMap<>(variables);
    all.put("JAVA_HOME", home.resolve("jdk").toString());
    return run(all, command);
  }

  static String run(Map<String, String> variables, List<String> command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("MALLOC_ARENA_MAX");
    builder.environment().putAll(variables);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
