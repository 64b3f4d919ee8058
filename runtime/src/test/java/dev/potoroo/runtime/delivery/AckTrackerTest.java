package dev.potoroo.runtime.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.protocol.PointOfReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AckTrackerTest {
  private static final PointOfReference NEVER = PointOfReference.NEVER;

  private static PointOfReference point(long id) {
    return new PointOfReference(id);
  }

  @Test
  void beginsWhereTheStreamWasResumed() {
    assertThat(new AckTracker(1, NEVER).point()).isEqualTo(NEVER);
    assertThat(new AckTracker(1, point(9)).point()).isEqualTo(point(9));
  }

  @Test
  void holdsBackUntilTheSinkAcknowledges() {
    AckTracker tracker = new AckTracker(1, point(9));

    tracker.sent(0, 10);
    tracker.processed(10);

    assertThat(tracker.point()).isEqualTo(point(9));
    assertThat(tracker.isIdle()).isFalse();

    tracker.acknowledged(0, point(10));

    assertThat(tracker.point()).isEqualTo(point(10));
    assertThat(tracker.isIdle()).isTrue();
  }

  @Test
  void aMessageWithoutOutputIsDoneWithThoseBeforeIt() {
    AckTracker tracker = new AckTracker(1, NEVER);

    tracker.processed(1);
    assertThat(tracker.point()).isEqualTo(point(1));

    tracker.sent(0, 2);
    tracker.processed(2);
    tracker.processed(3);
    assertThat(tracker.point()).isEqualTo(point(1));

    tracker.acknowledged(0, point(2));
    assertThat(tracker.point()).isEqualTo(point(3));
  }

  @Test
  void namesOnlyIdsThatWereSeen() {
    AckTracker tracker = new AckTracker(1, NEVER);

    tracker.processed(10);
    tracker.sent(0, 40); // ids of outputs are spread, and those of messages leave gaps
    tracker.processed(20);
    tracker.sent(0, 61);
    tracker.processed(30);
    tracker.acknowledged(0, point(50));

    assertThat(tracker.point()).isEqualTo(point(20));
  }

  @Test
  void theSlowestSinkDecides() {
    AckTracker tracker = new AckTracker(2, NEVER);

    tracker.sent(0, 1);
    tracker.sent(1, 1);
    tracker.processed(1);
    tracker.sent(0, 2);
    tracker.processed(2);
    tracker.acknowledged(0, point(2));
    assertThat(tracker.point()).isEqualTo(NEVER);

    tracker.acknowledged(1, point(1));
    assertThat(tracker.point()).isEqualTo(point(2));
  }

  @Test
  void anAcknowledgementOfNothingChangesNothing() {
    AckTracker tracker = new AckTracker(1, NEVER);
    tracker.sent(0, 0);
    tracker.processed(0);

    tracker.acknowledged(0, NEVER);

    assertThat(tracker.point()).isEqualTo(NEVER);
    assertThat(tracker.isIdle()).isFalse();
  }

  @Test
  void idsCompareAsUnsigned() {
    AckTracker tracker = new AckTracker(1, point(Long.MAX_VALUE));

    tracker.sent(0, Long.MIN_VALUE);
    tracker.processed(Long.MIN_VALUE);
    tracker.acknowledged(0, point(Long.MAX_VALUE));
    assertThat(tracker.isIdle()).isFalse();

    tracker.acknowledged(0, point(Long.MIN_VALUE));
    assertThat(tracker.point()).isEqualTo(point(Long.MIN_VALUE));
  }

  /** Every order of seven steps: messages for neither, either or both of two sinks, and acks. */
  @Test
  void agreesWithThePlainModelInEveryShortHistory() {
    int kinds = 6;
    int steps = 7;
    int histories = (int) Math.pow(kinds, steps);

    for (int history = 0; history < histories; history++) {
      SideBySide both = new SideBySide(2, NEVER, 1);
      int rest = history;
      for (int step = 0; step < steps; step++) {
        int kind = rest % kinds;
        rest /= kinds;
        if (kind < 4) {
          both.message((kind & 1) != 0, (kind & 2) != 0);
        } else {
          both.acknowledgeOldest(kind - 4);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1L << 40, Long.MAX_VALUE - 500, -100_000L})
  void agreesWithThePlainModelInLongHistories(long firstId) {
    Random random = new Random(firstId);
    SideBySide both = new SideBySide(3, NEVER, firstId);

    for (int step = 0; step < 2000; step++) {
      // Long runs of messages make the ring grow and turn.
      if (random.nextInt(200) < 130 - step % 100) {
        both.message(random.nextBoolean(), random.nextBoolean(), random.nextInt(4) == 0);
      } else {
        both.acknowledgeSome(random.nextInt(3), random);
      }
    }
  }

  /** The tracker, and beside it a list of all messages with what each sink still owes. */
  private static final class SideBySide {

    private static final class Entry {
      final long id;
      final boolean[] owed;

      Entry(long id, boolean[] owed) {
        this.id = id;
        this.owed = owed;
      }

      boolean isDone() {
        for (boolean one : owed) {
          if (one) {
            return false;
          }
        }
        return true;
      }
    }

    private final AckTracker tracker;
    private final PointOfReference start;
    private final List<Entry> entries = new ArrayList<>();
    private long nextId;

    SideBySide(int sinks, PointOfReference start, long firstId) {
      this.tracker = new AckTracker(sinks, start);
      this.start = start;
      this.nextId = firstId;
    }

    void message(boolean... toSink) {
      long id = nextId;
      nextId += 3;
      for (int sink = 0; sink < toSink.length; sink++) {
        if (toSink[sink]) {
          tracker.sent(sink, id);
        }
      }
      tracker.processed(id);
      entries.add(new Entry(id, toSink.clone()));
      compare();
    }

    void acknowledgeOldest(int sink) {
      for (Entry entry : entries) {
        if (entry.owed[sink]) {
          acknowledge(sink, entry);
          return;
        }
      }
    }

    void acknowledgeSome(int sink, Random random) {
      if (!entries.isEmpty()) {
        acknowledge(sink, entries.get(random.nextInt(entries.size())));
      }
    }

    private void acknowledge(int sink, Entry upTo) {
      tracker.acknowledged(sink, point(upTo.id));
      for (Entry entry : entries) {
        entry.owed[sink] = false;
        if (entry == upTo) {
          break;
        }
      }
      compare();
    }

    private void compare() {
      PointOfReference expected = start;
      boolean idle = true;
      for (Entry entry : entries) {
        idle &= entry.isDone();
        if (idle) {
          expected = point(entry.id);
        }
      }
      if (!tracker.point().equals(expected) || tracker.isIdle() != idle) {
        throw new AssertionError(
            "expected "
                + expected
                + (idle ? " and nothing outstanding" : "")
                + ", got "
                + tracker.point()
                + (tracker.isIdle() ? " and nothing outstanding" : ""));
      }
    }
  }
}
