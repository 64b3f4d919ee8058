package dev.potoroo.alerts;

import dev.potoroo.connector.HostAndPort;
import dev.potoroo.connector.command.CheckedOptions;
import dev.potoroo.connector.command.Program;
import dev.potoroo.connector.command.StopSignal;
import dev.potoroo.pipeline.SourceConnectorConfig;
import dev.potoroo.runtime.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command line of the application: {@code alerts}. */
@Command(
    name = "alerts",
    description = {
      "Runs the transaction-alerts application.",
      "It reads transactions, JSON objects with \"id\" and \"amount\", from the source connectors"
          + " that dial in, and sends the text of an alert to the sink connector for each amount"
          + " beyond 1000 either way. It waits for both, keeps nothing on disk, and on SIGTERM"
          + " finishes what it accepted."
    })
public final class AlertsCommand implements Callable<Integer>, CheckedOptions {

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:7100",
      description =
          "Where to listen for source connectors; port 0 takes a free one and logs it. Default:"
              + " ${DEFAULT-VALUE}")
  private HostAndPort listen = new HostAndPort("127.0.0.1", 7100);

  @Option(
      names = "--sink",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:7200",
      description = "Where the sink connector listens. Default: ${DEFAULT-VALUE}")
  private HostAndPort sink = new HostAndPort("127.0.0.1", 7200);

  @Option(
      names = "--cookie",
      paramLabel = "SECRET",
      defaultValue = "",
      description = "What source connectors have to bring, and the sink is shown. Default: empty")
  private String cookie = "";

  @Option(
      names = "--max-credits",
      paramLabel = "MESSAGES",
      defaultValue = "10000",
      description =
          "Messages that a source connector may have under way; half of them used up brings new"
              + " ones. Above 1000 only as many as fit into 1 MiB, to judge by the longest that came"
              + " last. Default: ${DEFAULT-VALUE}")
  private int maxCredits = SourceConnectorConfig.DEFAULT_MAX_CREDITS;

  @Mixin private final WorkerOptions worker = new WorkerOptions();

  public static void main(String... args) {
    Program.main(new AlertsCommand(), args);
  }

  /** Runs until it is stopped, or a message is bad and not to be skipped. */
  @Override
  public Integer call() throws Exception {
    Worker running =
        new Worker(AlertsApplication.describe(listen, sink, cookie, maxCredits), worker.settings());
    StopSignal.run(() -> run(running), running::stop);
    return 0;
  }

  private static void run(Worker worker) throws Exception {
    worker.start();
    try {
      worker.completion().get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  @Override
  public List<String> complaints() {
    List<String> complaints = new ArrayList<>();
    if (sink.port() == 0) {
      complaints.add("--sink: expected a port from 1 to 65535, got 0");
    }
    if (maxCredits < 1) {
      complaints.add("--max-credits: expected at least 1, got " + maxCredits);
    }
    return complaints;
  }
}
