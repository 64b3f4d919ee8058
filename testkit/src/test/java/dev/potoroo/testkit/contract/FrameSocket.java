package dev.potoroo.testkit.contract;

import dev.potoroo.protocol.frame.Frame;
import dev.potoroo.protocol.frame.FrameDecoder;
import dev.potoroo.protocol.frame.FrameEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/** Frames over a blocking socket, as plain as can be. One thread reads, another may write. */
final class FrameSocket implements Closeable {
  private final Socket socket;
  private final EmbeddedChannel decoder =
      new EmbeddedChannel(new FrameDecoder(FrameDecoder.DEFAULT_MAX_FRAME_LENGTH));
  private final byte[] chunk = new byte[8192];

  FrameSocket(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
  }

  synchronized void write(Frame frame) throws IOException {
    ByteBuf out = Unpooled.buffer();
    FrameEncoder.encode(frame, out);
    socket.getOutputStream().write(ByteBufUtil.getBytes(out));
  }

  /** The next frame, or null at the end of the connection. */
  @Nullable Frame read() throws IOException {
    while (true) {
      Frame frame = decoder.readInbound();
      if (frame != null) {
        return frame;
      }
      int count = socket.getInputStream().read(chunk);
      if (count < 0) {
        return null;
      }
      try {
        decoder.writeInbound(Unpooled.copiedBuffer(chunk, 0, count));
      } catch (DecoderException e) {
        throw e.getCause() instanceof RuntimeException reason ? reason : e;
      }
    }
  }

  /** Writes the last frame; the other end may still send. */
  void writeLast(Frame frame) throws IOException {
    write(frame);
    socket.shutdownOutput();
  }

  /** Reads on to the end, so that closing does not take the last frame back from the other end. */
  void drain() throws IOException {
    while (socket.getInputStream().read(chunk) >= 0) {
      // What it still sends no longer counts.
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
