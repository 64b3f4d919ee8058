package dev.potoroo.protocol.session;

import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * As {@link ReceiverPropertiesTest}, with steps that are looked for. CONTRIBUTING.md says how. All
 * bytes are steps.
 */
class ReceiverFuzzTest {

  @FuzzTest
  void anySteps(byte[] bytes) {
    ReceiverRun run = new ReceiverRun();

    Step.read(bytes, 0).forEach(run::take);
  }
}
