package dev.potoroo.benchmarks.wire;

import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.FrameDecoder;
import dev.potoroo.protocol.frame.FrameEncoder;
import dev.potoroo.protocol.frame.Message;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * The bytes of the link without its protocol: MESSAGE frames, encoded once, are written again and
 * again to a socket, and netty's own frame decoder cuts them, a buffer a frame. Nothing is made of
 * a frame and nothing is answered. Called with {@code WARM-UP COUNT}.
 */
final class FrameFloodProgram {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final int FRAMES_PER_WRITE = 500;

  private FrameFloodProgram() {}

  @SuppressWarnings("SystemOut") // what was measured is what this program is for
  public static void main(String... args) throws Exception {
    long warmUp = Long.parseLong(args[0]);
    long count = Long.parseLong(args[1]);
    Arrivals arrivals = new Arrivals(warmUp, count);
    EventLoopGroup receiving = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    EventLoopGroup sending = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    Channel listener = listen(receiving, arrivals);
    InetSocketAddress address = (InetSocketAddress) listener.localAddress();
    new Bootstrap()
        .group(sending)
        .channel(NioSocketChannel.class)
        .handler(new Flood(warmUp + count))
        .connect(address)
        .sync();
    arrivals.awaitAll(LIMIT);
    System.out.println(arrivals);
    sending.shutdownGracefully();
    receiving.shutdownGracefully();
  }

  private static Channel listen(EventLoopGroup group, Arrivals arrivals)
      throws InterruptedException {
    return new ServerBootstrap()
        .group(group)
        .channel(NioServerSocketChannel.class)
        .childHandler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                channel
                    .pipeline()
                    .addLast(
                        new LengthFieldBasedFrameDecoder(
                            FrameDecoder.DEFAULT_MAX_FRAME_LENGTH, 0, 4),
                        new Counter(arrivals));
              }
            })
        .bind("127.0.0.1", 0)
        .sync()
        .channel();
  }

  /** Counts frames. */
  private static final class Counter extends ChannelInboundHandlerAdapter {
    private final Arrivals arrivals;
    private long count;

    Counter(Arrivals arrivals) {
      this.arrivals = arrivals;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) {
      ((ByteBuf) frame).release();
      count++;
      arrivals.arrived(count);
    }
  }

  /** Writes while the socket takes it. */
  private static final class Flood extends ChannelInboundHandlerAdapter {
    private final ByteBuf frames;
    private final int frameSize;
    private long left;

    Flood(long count) {
      left = count;
      Message message =
          new Message(
              StreamId.of("flood"),
              new MessageId(1),
              0,
              Message.NO_BYTES,
              new byte[GeneratedSource.PAYLOAD_BYTES]);
      frames = Unpooled.directBuffer();
      for (int i = 0; i < FRAMES_PER_WRITE; i++) {
        FrameEncoder.encode(message, frames);
      }
      frameSize = frames.readableBytes() / FRAMES_PER_WRITE;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      flood(context);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      flood(context);
    }

    private void flood(ChannelHandlerContext context) {
      while (left > 0 && context.channel().isWritable()) {
        int count = (int) Math.min(left, FRAMES_PER_WRITE);
        left -= count;
        context.writeAndFlush(frames.retainedSlice(0, count * frameSize));
      }
    }
  }
}
