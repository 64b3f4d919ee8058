package dev.potoroo.pipeline;

/**
 * A sink connector that the application dials. One that ends several pipelines is one connection.
 * Values are checked when the application is built.
 *
 * @param <T> what the encoder takes
 * @param name by which errors and logs call it; unique in an application
 * @param encoder makes bytes of outputs
 * @param host where the connector listens; default 127.0.0.1
 * @param port from 1 to 65535
 * @param cookie what the connector wants to be shown; default empty
 */
public record SinkConnectorConfig<T>(
    String name, Encoder<T> encoder, String host, int port, String cookie) {

  /** A sink on this machine, without a cookie. */
  public static <T> SinkConnectorConfig<T> of(String name, Encoder<T> encoder, int port) {
    return new SinkConnectorConfig<>(name, encoder, "127.0.0.1", port, "");
  }

  public SinkConnectorConfig<T> withAddress(String dialHost, int dialPort) {
    return new SinkConnectorConfig<>(name, encoder, dialHost, dialPort, cookie);
  }

  public SinkConnectorConfig<T> withCookie(String shown) {
    return new SinkConnectorConfig<>(name, encoder, host, port, shown);
  }

  @Override
  public String toString() {
    return "sink " + name + " at " + host + ":" + port;
  }
}
