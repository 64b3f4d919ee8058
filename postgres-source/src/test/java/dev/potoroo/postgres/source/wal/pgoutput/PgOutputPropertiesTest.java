package dev.potoroo.postgres.source.wal.pgoutput;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.potoroo.postgres.source.wal.change.UnreadableLogException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for any bytes at all. */
class PgOutputPropertiesTest {

  /** Of a decoder, a small message and an exception; a wrong length could ask for 2 GiB. */
  private static final long SMALL = 256 * 1024;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Good ones of each kind, to be damaged. */
  private static final List<String> MESSAGES =
      List.of(
          "'B' 00 00 00 01 6b 37 48 a8 00 03 03 c6 de 69 90 01 00 00 02 e5",
          "'C' 00 00 00 00 01 6b 37 48 a8 00 00 00 01 6b 37 48 d8 00 03 03 c6 de 69 90 01",
          "'O' 00 00 00 00 00 00 00 10 'north' 00",
          "'R' 00 00 40 05 'public' 00 't' 00 'd' 00 01 01 'id' 00 00 00 00 17 ff ff ff ff",
          "'Y' 00 00 40 01 'public' 00 'mood' 00",
          "'I' 00 00 40 05 'N' 00 03 't' 00 00 00 02 '42' 'n' 'u'",
          "'U' 00 00 40 05 'K' 00 01 't' 00 00 00 01 '1' 'N' 00 01 't' 00 00 00 01 '2'",
          "'D' 00 00 40 05 'O' 00 01 't' 00 00 00 01 '1'",
          "'T' 00 00 00 02 03 00 00 40 05 00 00 40 06",
          "'M' 01 00 00 00 00 01 00 00 28 'potoroo' 00 00 00 00 02 00 ff",
          "'S' 00 00 02 e5 01",
          "'c' 00 00 02 e5 00 00 00 00 01 6b 37 48 a8 00 00 00 01 6b 37 48 d8 00 03 03 c6 de 69 90"
              + " 01",
          "'A' 00 00 02 e5 00 00 02 e6");

  @Property
  void isAMessageOrAnErrorAndTakesNoMemoryForWhatIsOnlyAnnounced(
      @ForAll("almostMessages") byte[] bytes) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    String outcome = decode(bytes);
    long taken = THREADS.getCurrentThreadAllocatedBytes() - before;

    assertThat(taken).as("bytes taken for %s", outcome).isLessThan(SMALL);
  }

  @Property
  void refusesEveryMessageCutShort(@ForAll("messages") byte[] bytes) {
    for (int length = 0; length < bytes.length; length++) {
      byte[] start = new byte[length];
      System.arraycopy(bytes, 0, start, 0, length);

      assertThat(decode(start)).as("of %d bytes", length).startsWith("pgoutput");
    }
  }

  private static String decode(byte[] bytes) {
    try {
      return new PgOutputDecoder().decode(ByteBuffer.wrap(bytes)).getClass().getSimpleName();
    } catch (UnreadableLogException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Provide
  Arbitrary<byte[]> messages() {
    return Arbitraries.of(MESSAGES).map(layout -> Layout.message(layout).array());
  }

  /** A good message of which some bytes were replaced, or a tag with anything as its body. */
  @Provide
  Arbitrary<byte[]> almostMessages() {
    Arbitrary<byte[]> any = Arbitraries.bytes().array(byte[].class).ofMaxSize(60);
    Arbitrary<byte[]> damaged =
        Combinators.combine(
                messages(),
                Arbitraries.integers().between(0, 1000).list().ofMinSize(1).ofMaxSize(4),
                Arbitraries.bytes())
            .as(PgOutputPropertiesTest::damage);
    Arbitrary<byte[]> tagged =
        Combinators.combine(messages(), any).as(PgOutputPropertiesTest::withBody);
    return Arbitraries.oneOf(damaged, tagged, any);
  }

  private static byte[] damage(byte[] bytes, List<Integer> places, byte replacement) {
    byte[] damaged = bytes.clone();
    places.forEach(place -> damaged[place % damaged.length] = replacement);
    return damaged;
  }

  private static byte[] withBody(byte[] message, byte[] body) {
    byte[] bytes = new byte[1 + body.length];
    bytes[0] = message[0];
    System.arraycopy(body, 0, bytes, 1, body.length);
    return bytes;
  }
}
