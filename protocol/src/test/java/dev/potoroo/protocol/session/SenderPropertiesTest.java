package dev.potoroo.protocol.session;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** No order of the owner's calls and the peer's frames breaks what {@link SenderRun} holds. */
class SenderPropertiesTest {

  @Property
  void holdsFromTheFirstFrame(@ForAll ProtocolVersion version, @ForAll("steps") List<Step> steps) {
    SenderRun run = new SenderRun(version);

    steps.forEach(run::take);
  }

  @Property
  void holdsAmongOpenStreams(@ForAll ProtocolVersion version, @ForAll("steps") List<Step> steps) {
    SenderRun run = new SenderRun(version).begun();

    steps.forEach(run::take);
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Step.any();
  }
}
