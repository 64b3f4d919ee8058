package dev.potoroo.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Test;

final class KeepAliveTest {

  @Test
  void aDeadMachineIsFoundInTwoMinutes() throws Exception {
    try (SocketChannel socket = SocketChannel.open()) {
      assumeTrue(socket.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE));

      KeepAlive.on(new NioSocketChannel(socket));

      assertThat(socket.getOption(StandardSocketOptions.SO_KEEPALIVE)).isTrue();
      assertThat(
              socket.getOption(ExtendedSocketOptions.TCP_KEEPIDLE)
                  + socket.getOption(ExtendedSocketOptions.TCP_KEEPINTERVAL)
                      * socket.getOption(ExtendedSocketOptions.TCP_KEEPCOUNT))
          .isEqualTo(120);
    }
  }
}
