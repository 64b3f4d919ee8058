package dev.potoroo.postgres.source.wal.transaction;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of one transaction, to be read once, from the first to the last: the older ones in a file
 * when there is one, the younger ones in memory.
 */
final class SpillableBytes implements Closeable {
  private static final int BLOCK_BYTES = 1 << 16;

  private final long xid;
  private final SpillDirectory directory;
  private final List<byte[]> blocks = new ArrayList<>();

  private byte[] block = new byte[0];

  /** How much of {@code block}, the last one, is taken. */
  private int taken;

  private @Nullable SpillFile file;
  private long fileBytes;

  SpillableBytes(long xid, SpillDirectory directory) {
    this.xid = xid;
    this.directory = directory;
  }

  void putByte(int value) {
    if (taken == block.length) {
      addBlock();
    }
    block[taken++] = (byte) value;
  }

  /** Four bytes, the highest first. */
  void putInt(int value) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      putByte(value >> shift);
    }
  }

  /** Eight bytes, the highest first. */
  void putLong(long value) {
    putInt((int) (value >> 32));
    putInt((int) value);
  }

  void put(byte[] bytes, int offset, int length) {
    int from = offset;
    int end = offset + length;
    while (from < end) {
      if (taken == block.length) {
        addBlock();
      }
      int piece = Math.min(end - from, block.length - taken);
      System.arraycopy(bytes, from, block, taken, piece);
      taken += piece;
      from += piece;
    }
  }

  private void addBlock() {
    block = new byte[BLOCK_BYTES];
    blocks.add(block);
    taken = 0;
  }

  /** What it takes of the heap: whole blocks. */
  long memoryBytes() {
    return (long) blocks.size() * BLOCK_BYTES;
  }

  boolean isSpilled() {
    return file != null;
  }

  /** Moves what is in memory to the file. */
  void spill() throws SpillException {
    SpillFile target = file;
    if (target == null) {
      target = directory.create(xid);
      file = target;
    }
    try {
      for (byte[] full : blocks) {
        int length = lengthOf(full);
        target.append(full, length);
        fileBytes += length;
      }
    } catch (IOException e) {
      throw directory.failure(xid, fileBytes, e);
    }
    forgetBlocks();
  }

  private int lengthOf(byte[] some) {
    return some == block ? taken : some.length;
  }

  private void forgetBlocks() {
    blocks.clear();
    block = new byte[0];
    taken = 0;
  }

  /** All bytes in their order. To be called once; nothing may be written afterwards. */
  InputStream read() throws SpillException {
    List<InputStream> parts = new ArrayList<>();
    if (file != null) {
      try {
        parts.add(file.read());
      } catch (IOException e) {
        throw directory.failure(xid, fileBytes, e);
      }
    }
    blocks.forEach(some -> parts.add(new ByteArrayInputStream(some, 0, lengthOf(some))));
    return new SequenceInputStream(Collections.enumeration(parts));
  }

  /** Forgets all, in memory and on disk. */
  @Override
  public void close() throws IOException {
    forgetBlocks();
    if (file != null) {
      file.close();
      file = null;
    }
  }
}
