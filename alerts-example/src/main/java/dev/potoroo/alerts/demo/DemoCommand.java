package dev.potoroo.alerts.demo;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.potoroo.connector.command.CheckedOptions;
import dev.potoroo.connector.command.Program;
import dev.potoroo.connector.command.StopSignal;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line of the demo: {@code demo}. */
@Command(
    name = "demo",
    description = {
      "Runs the transaction-alerts example from a row to its alert, on a PostgreSQL of its own.",
      "It starts PostgreSQL, the source connector, the application and the sink connector, writes"
          + " generated transactions, shows the alerts that come of them, and ends with what SQL"
          + " counts in the database. Exit code 0 means that every alert landed once."
    })
public final class DemoCommand implements Callable<Integer>, CheckedOptions {

  @Option(
      names = "--transactions",
      paramLabel = "COUNT",
      defaultValue = "1000",
      description = "How many transactions to write, from 1. Default: ${DEFAULT-VALUE}")
  private long transactions = 1000;

  @Option(
      names = "--rate",
      paramLabel = "PER-SECOND",
      defaultValue = "0",
      description = "How many to write in a second. Default: 0, as fast as they go")
  private double rate;

  @Option(
      names = "--processes",
      description = "Run source, application and sink as JVMs of their own, not as threads of one")
  private boolean processes;

  @Option(
      names = "--keep",
      description =
          "Go on running afterwards, until Ctrl-C, and print the psql line that writes a row")
  private boolean keep;

  public static void main(String... args) {
    Program.main(new DemoCommand(), args);
  }

  @Override
  public Integer call() throws Exception {
    logOnlyWarnings();
    Screen screen = new Screen(System.out, isTerminal(), InstantSource.system());
    Demo demo =
        new Demo(
            transactions,
            rate,
            keep,
            processes ? ThreeProcesses::start : ThreeThreads::start,
            screen);
    StopSignal.run(demo::run, demo::stop);
    return demo.everyAlertLandedOnce() ? 0 : 1;
  }

  @SuppressWarnings("SystemConsoleNull") // from JDK 22 on it takes files for terminals, too
  private static boolean isTerminal() {
    return System.console() != null;
  }

  /** What goes well is on the screen. */
  private static void logOnlyWarnings() {
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
  }

  @Override
  public List<String> complaints() {
    List<String> complaints = new ArrayList<>();
    if (transactions < 1) {
      complaints.add("--transactions: expected at least 1, got " + transactions);
    }
    if (!(rate >= 0)) {
      complaints.add("--rate: expected a number from 0, got " + rate);
    }
    return complaints;
  }
}
