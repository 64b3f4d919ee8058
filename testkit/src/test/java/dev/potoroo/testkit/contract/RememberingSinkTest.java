package dev.potoroo.testkit.contract;

/** The sink contract holds for a connector of a hundred lines. */
final class RememberingSinkTest extends SinkContract {
  @Override
  protected SinkDriver newDriver() {
    return new RememberingSink();
  }
}
