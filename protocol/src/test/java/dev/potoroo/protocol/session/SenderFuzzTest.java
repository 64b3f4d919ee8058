package dev.potoroo.protocol.session;

import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * As {@link SenderPropertiesTest}, with steps that are looked for. CONTRIBUTING.md says how. The
 * first byte picks the version, the rest are steps.
 */
class SenderFuzzTest {

  @FuzzTest
  void anySteps(byte[] bytes) {
    if (bytes.length == 0) {
      return;
    }
    ProtocolVersion[] versions = ProtocolVersion.values();
    SenderRun run = new SenderRun(versions[(bytes[0] & 0xff) % versions.length]);

    Step.read(bytes, 1).forEach(run::take);
  }
}
