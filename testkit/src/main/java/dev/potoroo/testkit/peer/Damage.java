package dev.potoroo.testkit.peer;

import dev.potoroo.protocol.frame.Frame;
import dev.potoroo.protocol.frame.FrameEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Random;

/**
 * Makes bytes that a careless or hostile peer might send, the same ones for the same seed: good
 * frames with some bytes altered, cut off, or followed by something else.
 */
public final class Damage {
  private final Random random;

  public Damage(long seed) {
    this.random = new Random(seed);
  }

  /** The frames with one to three damages; by chance they may still be good. */
  public byte[] of(Frame... frames) {
    ByteBuf out = Unpooled.buffer();
    for (Frame frame : frames) {
      FrameEncoder.encode(frame, out);
    }
    byte[] bytes = ByteBufUtil.getBytes(out);
    for (int left = 1 + random.nextInt(3); left > 0; left--) {
      bytes = damaged(bytes);
    }
    return bytes;
  }

  /** Bytes whose first four are a length that no limit below 1 GiB allows. */
  public byte[] garbage() {
    byte[] bytes = new byte[4 + random.nextInt(1_000)];
    random.nextBytes(bytes);
    bytes[0] |= 0x40;
    return bytes;
  }

  private byte[] damaged(byte[] bytes) {
    byte[] changed = bytes.clone();
    int place = random.nextInt(bytes.length);
    switch (random.nextInt(4)) {
      case 0 -> changed[place] = (byte) random.nextInt();
      case 1 -> changed[place] ^= (byte) (1 << random.nextInt(8));
      case 2 -> changed = Arrays.copyOf(bytes, place + 1);
      default -> {
        byte[] more = garbage();
        changed = Arrays.copyOf(bytes, bytes.length + more.length);
        System.arraycopy(more, 0, changed, bytes.length, more.length);
      }
    }
    return changed;
  }
}
