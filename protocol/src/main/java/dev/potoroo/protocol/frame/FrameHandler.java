package dev.potoroo.protocol.frame;

/** One method for each frame: a new frame stops the build wherever an answer to it is owed. */
public interface FrameHandler {
  void hello(Hello frame);

  void ok(Ok frame);

  void error(ErrorFrame frame);

  void notify(Notify frame);

  void notifyAck(NotifyAck frame);

  void message(Message frame);

  void ack(Ack frame);

  void restart(Restart frame);

  void endOfStream(EndOfStream frame);
}
