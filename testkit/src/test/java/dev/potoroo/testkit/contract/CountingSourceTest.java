package dev.potoroo.testkit.contract;

/** The source contract holds for a connector of a hundred lines. */
final class CountingSourceTest extends SourceContract {
  @Override
  protected SourceDriver newDriver() {
    return new CountingSource();
  }
}
