package dev.potoroo.pipeline;

/**
 * Where source connectors dial in, and what is made of their messages. Several connectors may be
 * connected at once, each with several streams. Values are checked when the application is built.
 *
 * @param <T> what the decoder makes of a message
 * @param name by which errors and logs call it; unique in an application
 * @param decoder makes values of messages
 * @param host address to listen on; default 127.0.0.1
 * @param port from 0 to 65535; 0, the default, takes a free one
 * @param cookie what connectors must show; default empty
 * @param maxCredits messages that a connector may have under way, from 1 up; default 10,000. Above
 *     1000 only as long as they fit into 1 MiB, to judge by the longest that came last. Wallaroo's
 *     Python connector needs at least as many as it has streams
 * @param refillCredits a connector gets new credits when no more than this many are left, below
 *     {@code maxCredits}, or by proportion where it has fewer; default 5000
 */
public record SourceConnectorConfig<T>(
    String name,
    Decoder<T> decoder,
    String host,
    int port,
    String cookie,
    int maxCredits,
    int refillCredits) {

  public static final int DEFAULT_MAX_CREDITS = 10_000;

  /** A source with the default for everything else. */
  public static <T> SourceConnectorConfig<T> of(String name, Decoder<T> decoder) {
    return new SourceConnectorConfig<>(
        name, decoder, "127.0.0.1", 0, "", DEFAULT_MAX_CREDITS, DEFAULT_MAX_CREDITS / 2);
  }

  public SourceConnectorConfig<T> withAddress(String listenHost, int listenPort) {
    return new SourceConnectorConfig<>(
        name, decoder, listenHost, listenPort, cookie, maxCredits, refillCredits);
  }

  public SourceConnectorConfig<T> withCookie(String required) {
    return new SourceConnectorConfig<>(
        name, decoder, host, port, required, maxCredits, refillCredits);
  }

  /** Refills at half of {@code max}. */
  public SourceConnectorConfig<T> withCredits(int max) {
    return withCredits(max, max / 2);
  }

  public SourceConnectorConfig<T> withCredits(int max, int refill) {
    return new SourceConnectorConfig<>(name, decoder, host, port, cookie, max, refill);
  }

  @Override
  public String toString() {
    return "source " + name + " on " + host + ":" + port;
  }
}
