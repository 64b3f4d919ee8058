package dev.potoroo.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioChannelOption;
import jdk.net.ExtendedSocketOptions;

/**
 * TCP keep-alive that finds a dead machine or a cut way in about two minutes, where the operating
 * system's own times are hours. It costs a packet a minute on a connection that is otherwise quiet,
 * and keeps the ways through firewalls open.
 */
public final class KeepAlive {

  /** Seconds of quiet before the first probe. */
  static final int IDLE_SECONDS = 60;

  /** Seconds between probes that get no answer. */
  static final int INTERVAL_SECONDS = 15;

  /** Probes without an answer that end the connection. */
  static final int PROBES = 4;

  private KeepAlive() {}

  /** Switches it on; with the operating system's times where that has no such options. */
  public static void on(Channel channel) {
    ChannelConfig config = channel.config();
    config.setOption(ChannelOption.SO_KEEPALIVE, true);
    config.setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), IDLE_SECONDS);
    config.setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL), INTERVAL_SECONDS);
    config.setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT), PROBES);
  }
}
