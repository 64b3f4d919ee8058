package dev.potoroo.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive of loaded classes that {@code bin/potoroo} makes once for each build. */
final class ClassDataArchiveTest {
  private static final String PREPARES = "preparing quick starts";

  private final Path home;
  private final InstalledScript script;

  ClassDataArchiveTest(@TempDir Path home) throws IOException {
    this.home = home;
    this.script = InstalledScript.in(home);
  }

  @Test
  void isMadeByTheFirstStartAndReadByEach() throws Exception {
    String first = start();
    String second = start();

    assertThat(first).contains(PREPARES).contains(sharedArchive());
    assertThat(second).doesNotContain(PREPARES).contains(sharedArchive());
  }

  @Test
  void isMadeByTheDemoWithoutTheCallersSettings() throws Exception {
    script.run(Map.of("JAVA_OPTS", "-Dx=y", "POTOROO_KEEP", "true"), "alerts");

    assertThat(home.resolve("distribution/target/rehearsal.log"))
        .content()
        .contains("demo")
        .doesNotContain("-Dx=y");
  }

  @Test
  void isMadeAnewAfterABuild() throws Exception {
    start();
    Files.setLastModifiedTime(script.jar(), FileTime.from(Instant.now().plusSeconds(5)));

    String afterTheBuild = start();

    assertThat(afterTheBuild).contains(PREPARES);
  }

  @Test
  void isDoneWithoutWhereItCannotBeMade() throws Exception {
    script.java(
        """
        #!/bin/sh
        for word in "$@"; do
          case $word in -XX:ArchiveClassesAtExit=*) echo part >"${word#*=}"; exit 1 ;; esac
        done
        printf '%s\\n' "$@"
        """);

    String first = start();
    String second = start();

    assertThat(first)
        .contains("starts will take a little longer")
        .contains("rehearsal.log")
        .contains("alerts");
    assertThat(second).doesNotContain(PREPARES).contains("alerts");
    assertThat(first + second).doesNotContain("SharedArchiveFile");
  }

  private String start() throws Exception {
    return script.run(Map.of(), "alerts");
  }

  private String sharedArchive() {
    return "-XX:SharedArchiveFile=" + script.archive();
  }
}
