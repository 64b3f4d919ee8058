package dev.potoroo.connector.source;

import dev.potoroo.connector.Background;
import dev.potoroo.connector.HostAndPort;
import dev.potoroo.testkit.contract.SourceContract;
import dev.potoroo.testkit.contract.SourceDriver;
import org.jspecify.annotations.Nullable;

/** What every source promises, shown on the simplest one. */
final class SourceRunnerContractTest extends SourceContract {

  @Override
  protected SourceDriver newDriver() {
    return new NumbersDriver();
  }

  private static final class NumbersDriver implements SourceDriver {
    private final NumberSource source = new NumberSource("numbers");
    private long produced;
    private @Nullable Background connector;

    NumbersDriver() {
      source.available = 0;
    }

    @Override
    public void start(String application) {
      SourceRunner runner =
          new SourceRunner(
              source,
              SourceSettings.builder(HostAndPort.parse(application), "number-source").build());
      connector = Background.run(runner::run, runner::stop);
    }

    @Override
    public void produce(int count) {
      produced += count;
      source.available = produced;
      source.wakeUp();
    }

    @Override
    public void stop() throws Exception {
      if (connector != null) {
        connector.stop();
        connector.awaitEnd();
      }
    }

    @Override
    public void close() {
      if (connector != null) {
        connector.stop(); // in the background, for it waits for acknowledgements
      }
    }
  }
}
