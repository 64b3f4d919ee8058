package dev.potoroo.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.connector.command.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/**
 * The pages of docs/reference are what the commands declare. After a change of options write them
 * anew with {@code mvn -pl distribution -am test -Dpotoroo.reference.write}.
 */
final class OptionReferenceTest {

  private static final Path PAGES = Path.of("..", "docs", "reference");

  static Collection<CommandLine> commands() {
    return Program.commandLine(new Potoroo()).getSubcommands().values();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void eachCommandHasAPageWithAllItsOptions(CommandLine command) throws IOException {
    Path page = PAGES.resolve(command.getCommandName() + ".md");
    String expected = OptionReference.page(command);
    if (System.getProperty("potoroo.reference.write") != null) {
      Files.createDirectories(PAGES);
      Files.writeString(page, expected);
    }

    String written = Files.exists(page) ? Files.readString(page) : "";

    assertThat(written).as("%s", page).isEqualTo(expected);
  }
}
