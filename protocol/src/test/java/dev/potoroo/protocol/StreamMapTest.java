package dev.potoroo.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StreamMapTest {
  private static final StreamId ONE = new StreamId(1);
  private static final StreamId TWO = new StreamId(2);

  private final StreamMap<String> streams = new StreamMap<>();

  @Test
  void findsWhateverWasAskedForBefore() {
    streams.put(ONE, "one");
    streams.put(TWO, "two");

    assertThat(streams.get(ONE)).isEqualTo("one");
    assertThat(streams.get(ONE)).isEqualTo("one");
    assertThat(streams.get(TWO)).isEqualTo("two");
    assertThat(streams.get(new StreamId(1))).isEqualTo("one");
    assertThat(streams.get(new StreamId(3))).isNull();
    assertThat(streams.get(ONE)).isEqualTo("one");
  }

  @Test
  void hasNoStreamZeroUnlessItWasPut() {
    assertThat(streams.get(StreamId.CONTROL)).isNull();

    streams.put(StreamId.CONTROL, "control");

    assertThat(streams.get(StreamId.CONTROL)).isEqualTo("control");
  }

  @Test
  void forgetsWhatWasFoundLastWhenThatIsReplacedOrGone() {
    streams.put(ONE, "one");
    streams.get(ONE);

    streams.put(ONE, "one again");
    assertThat(streams.get(ONE)).isEqualTo("one again");

    streams.remove(ONE);
    assertThat(streams.get(ONE)).isNull();

    streams.put(ONE, "a third time");
    streams.get(ONE);
    streams.clear();
    assertThat(streams.get(ONE)).isNull();
  }

  @Test
  void keepsTheOrderInWhichStreamsCame() {
    streams.put(TWO, "two");
    streams.put(ONE, "one");

    assertThat(streams.values()).containsExactly("two", "one");
    assertThat(streams.asMap().keySet()).containsExactly(TWO, ONE);
    assertThat(streams.size()).isEqualTo(2);
  }
}
