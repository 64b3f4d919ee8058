package dev.potoroo.postgres.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.connector.command.Program;
import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.capture.CaptureConfig;
import dev.potoroo.postgres.source.capture.CaptureMode;
import dev.potoroo.postgres.source.capture.Operation;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.CommandSpec;

/** The options that say what is captured. */
final class CaptureOptionsTest {

  @Test
  void capturesInsertsByOutboxUnlessToldOtherwise() {
    CaptureConfig config = parse("--table", "transactions");

    assertThat(config.mode()).isEqualTo(CaptureMode.OUTBOX);
    assertThat(config.tables()).containsExactly(QualifiedName.parse("transactions"));
    assertThat(config.columns()).isEmpty();
    assertThat(config.operations()).containsExactly(Operation.INSERT);
    assertThat(config.schema()).isEqualTo(new SqlName("potoroo"));
    assertThat(config.poll()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.retain()).isEqualTo(Duration.ZERO);
    assertThat(config.doorbell()).isTrue();
  }

  @Test
  void takesSeveralTablesRepeatedAndWithCommas() {
    CaptureConfig config =
        parse("--table", "a, s.\"Odd, name\"", "--table", "\"we\"\"ird Table.x\"");

    assertThat(config.tables())
        .containsExactly(
            QualifiedName.parse("a"),
            new QualifiedName(new SqlName("s"), new SqlName("Odd, name")),
            new QualifiedName(null, new SqlName("we\"ird Table.x")));
  }

  @Test
  void takesColumnsAndOperationsWithCommas() {
    CaptureConfig config =
        parse("--table", "t", "--columns", "b,\"A\"", "--operations", "insert,UPDATE, delete");

    assertThat(config.columns()).containsExactly(new SqlName("b"), new SqlName("A"));
    assertThat(config.operations())
        .containsExactlyInAnyOrder(Operation.INSERT, Operation.UPDATE, Operation.DELETE);
  }

  @Test
  void namesAllThatIsMalformedAtOnce() {
    List<String> complaints =
        complaints(
            "--connection",
            "nonsense",
            "--mode",
            "guess",
            "--table",
            "a.b.c",
            "--operations",
            "upsert");

    assertThat(complaints)
        .satisfiesExactly(
            one -> assertThat(one).startsWith("--connection: "),
            one ->
                assertThat(one).isEqualTo("--mode: expected outbox, notify or wal, got \"guess\""),
            one -> assertThat(one).startsWith("--table: expected table or schema.table"),
            one ->
                assertThat(one)
                    .isEqualTo(
                        "--operations: expected insert, update, delete or truncate, got"
                            + " \"upsert\""));
  }

  @Test
  void namesAllThatDoesNotFitTogetherAtOnce() {
    List<String> complaints =
        complaints("--channel", "c", "--columns", "a,a", "--poll", "0s", "--operations", " ");

    assertThat(complaints)
        .containsExactly(
            "--channel: goes with --mode notify; outbox captures a --table",
            "--table: missing; expected at least one, as schema.table",
            "--columns: goes with exactly one --table, got 0; run one source for each",
            "--columns: expected each column once, got [a, a]",
            "--operations: expected at least one of insert, update, delete, truncate",
            "--poll: expected at least 1ms, got PT0S");
  }

  @Test
  void needsATableOrAChannelToListenTo() {
    assertThat(complaints("--mode", "notify"))
        .containsExactly("--table or --channel: missing; expected at least one of them");
    assertThat(complaints("--mode", "notify", "--channel", "c")).isEmpty();
  }

  @Test
  void truncateGoesWithModeWalAlone() {
    assertThat(complaints("--table", "t", "--operations", "truncate"))
        .containsExactly("--operations: truncate goes with --mode wal");
    assertThat(complaints("--mode", "wal", "--table", "t", "--operations", "truncate")).isEmpty();
  }

  @Test
  void namesAllThatIsWrongWithModeWal() {
    List<String> complaints =
        complaints(
            "--mode",
            "wal",
            "--table",
            "t",
            "--slot",
            "My Slot",
            "--format",
            "avro",
            "--on-lost-slot",
            "hope");

    assertThat(complaints)
        .satisfiesExactly(
            one -> assertThat(one).startsWith("--slot: expected from 1 to 63 characters"),
            one -> assertThat(one).startsWith("--format: expected row"),
            one ->
                assertThat(one)
                    .isEqualTo("--on-lost-slot: expected fail or snapshot, got \"hope\""));
  }

  private static CaptureConfig parse(String... args) {
    CaptureOptions options = new CaptureOptions();
    Program.commandLine(CommandSpec.forAnnotatedObject(options)).parseArgs(args);
    return options.config();
  }

  private static List<String> complaints(String... args) {
    CaptureOptions options = new CaptureOptions();
    Program.commandLine(CommandSpec.forAnnotatedObject(options)).parseArgs(args);
    return options.complaints();
  }
}
