package dev.potoroo.protocol.frame;

import io.netty.buffer.ByteBuf;

/**
 * The first frame of a session.
 *
 * @param version what is spoken, as {@code ProtocolVersion.text()} has it
 * @param cookie shared secret of application and connector, may be empty; kept out of logs
 * @param programName towards a sink: the application's name
 * @param instanceName towards a sink: the worker's name
 */
public record Hello(String version, String cookie, String programName, String instanceName)
    implements SenderFrame {

  public Hello {
    Wire.requireStr16("HELLO version", version);
    Wire.requireStr16("HELLO cookie", cookie);
    Wire.requireStr16("HELLO program name", programName);
    Wire.requireStr16("HELLO instance name", instanceName);
  }

  static Hello readBody(ByteBuf body) {
    return new Hello(
        Wire.readStr16(body, "HELLO version"),
        Wire.readStr16(body, "HELLO cookie"),
        Wire.readStr16(body, "HELLO program name"),
        Wire.readStr16(body, "HELLO instance name"));
  }

  @Override
  public FrameType type() {
    return FrameType.HELLO;
  }

  @Override
  public void handOver(FrameHandler handler) {
    handler.hello(this);
  }

  @Override
  public void writeBody(ByteBuf out) {
    Wire.writeStr16(out, version);
    Wire.writeStr16(out, cookie);
    Wire.writeStr16(out, programName);
    Wire.writeStr16(out, instanceName);
  }

  @Override
  public int bodySizeHint() {
    return Wire.str16Size(version)
        + Wire.str16Size(cookie)
        + Wire.str16Size(programName)
        + Wire.str16Size(instanceName);
  }

  @Override
  public String toString() {
    return "Hello[version="
        + version
        + ", cookie="
        + (cookie.isEmpty() ? "none" : "***")
        + ", programName="
        + programName
        + ", instanceName="
        + instanceName
        + "]";
  }
}
