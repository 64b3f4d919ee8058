package dev.potoroo.runtime.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.pipeline.SourceMessage;
import dev.potoroo.protocol.StreamId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeadLetterFileTest {
  private static final StreamId STREAM = new StreamId(-1);
  private static final SourceMessage MESSAGE =
      new SourceMessage(
          "a \"quoted\"\tname", -2, 1234, "7".getBytes(UTF_8), new byte[] {0, (byte) 0xFF});

  private static final String LINE =
      "{\"source\":\"words\",\"stream\":\"a \\\"quoted\\\"\\u0009name\","
          + "\"streamId\":\"18446744073709551615\",\"id\":\"18446744073709551614\","
          + "\"eventTime\":1234,\"key\":\"Nw==\",\"payload\":\"AP8=\","
          + "\"reason\":\"expected \\\\ text\"}";

  private static void append(Path path) throws IOException {
    try (DeadLetterFile file = DeadLetterFile.open(path)) {
      file.append("words", STREAM, MESSAGE, "expected \\ text");
    }
  }

  @Test
  void writesOneJsonObjectALine(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("dead.jsonl");

    append(path);

    assertThat(path).hasContent(LINE + "\n");
  }

  @Test
  void appendsToWhatIsThere(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("dead.jsonl");

    append(path);
    append(path);

    assertThat(Files.readString(path)).isEqualTo(LINE + "\n" + LINE + "\n");
  }

  @Test
  void endsALineThatACrashCutShort(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("dead.jsonl");
    Files.writeString(path, "{\"source\":\"wo");

    append(path);

    assertThat(Files.readString(path)).isEqualTo("{\"source\":\"wo\n" + LINE + "\n");
  }

  @Test
  void cannotBeOpenedWhereThereIsNoFolder(@TempDir Path folder) {
    Path path = folder.resolve("missing").resolve("dead.jsonl");

    assertThatThrownBy(() -> DeadLetterFile.open(path)).isInstanceOf(IOException.class);
  }
}
