package dev.potoroo.alerts.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.alerts.demo.DemoCommand;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The demo, as it is called from a shell. It brings its own PostgreSQL. */
final class DemoIT {
  private static final String LAST_LINE =
      "%d transactions, %d alerts expected, %<d in alert_log, 0 missing, 0 twice%n";

  @RegisterExtension final ProcessLogs logs = new ProcessLogs();

  @Test
  void endsWithACountOfWhatTheDatabaseHolds() {
    try (JavaProcess demo = start()) {
      assertThat(demo.awaitExit()).isZero();
      assertThat(demo.output())
          .contains("Withdrawal Alert for 11: -1179")
          .endsWith(LAST_LINE.formatted(1000, 196));
    }
  }

  @Test
  void runsSourceApplicationAndSinkAsProcessesOfTheirOwn() {
    try (JavaProcess demo = start("--processes", "--transactions", "5000")) {
      assertThat(demo.awaitExit()).isZero();
      assertThat(demo.output()).endsWith(LAST_LINE.formatted(5000, 996));
    }
  }

  @Test
  void keepsRunningForRowsOfOnesOwnUntilItIsTerminated() throws Exception {
    try (JavaProcess demo = start("--keep", "--transactions", "100", "--rate", "500")) {
      demo.awaitOutput("psql \"host=");

      insertAsThePsqlLineSays(demo.output());

      demo.awaitOutput("Deposit Alert for 101: 1100");
      assertThat(demo.terminate()).isZero();
      assertThat(demo.output()).endsWith(LAST_LINE.formatted(101, 22));
    }
  }

  @Test
  void endsWithOneAndNamesTheProgramThatDied() {
    try (JavaProcess demo = start("--processes", "--keep", "--transactions", "100")) {
      demo.awaitOutput("psql ");

      demo.killAChild();

      assertThat(demo.awaitExit()).isEqualTo(1);
      assertThat(demo.output()).contains(" ended with exit code 137, its log ");
    }
  }

  @Test
  void endsInGoodOrderWhenItIsTerminatedInTheMiddle() {
    try (JavaProcess demo = start("--transactions", "100000", "--rate", "100")) {
      demo.awaitOutput("Withdrawal Alert for 11: -1179");

      demo.terminate();

      assertThat(demo.output()).containsPattern("\\d+ transactions, .* 0 twice\\R$");
    }
  }

  @Test
  void refusesToWriteNoTransactionsOrAtNoRate() {
    try (JavaProcess demo = start("--transactions", "0", "--rate", "-1")) {
      assertThat(demo.awaitExit()).isEqualTo(2);
      assertThat(demo.output()).contains("--transactions").contains("--rate");
    }
  }

  private JavaProcess start(String... arguments) {
    return JavaProcess.start(
        DemoCommand.class,
        logs.directory().resolve("demo.log"),
        JavaProcess.QUICK_START,
        List.of(arguments));
  }

  private static void insertAsThePsqlLineSays(String output) throws Exception {
    Matcher psql =
        Pattern.compile("psql \"host=(\\S+) port=(\\d+) dbname=(\\S+) user=(\\S+)\" -c \"(.+)\"")
            .matcher(output);
    assertThat(psql.find()).isTrue();
    String url =
        "jdbc:postgresql://%s:%s/%s".formatted(psql.group(1), psql.group(2), psql.group(3));
    try (Connection connection = DriverManager.getConnection(url, psql.group(4), "");
        Statement statement = connection.createStatement()) {
      statement.execute(psql.group(5));
    }
  }
}
