package dev.potoroo.connector.example;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.potoroo.connector.SinkConnector;

/** A sink in its short form: prints each message on a line of its own. */
public final class ConsoleSink {

  private ConsoleSink() {}

  // begin short
  public static void main(String... args) throws InterruptedException {
    try (SinkConnector<String> connector =
        SinkConnector.named("console", message -> new String(message.payload(), UTF_8))
            .description("Prints each message on a line of its own.")
            .optional("prefix", "", "what to print before each message")
            .listen(args)) {
      String prefix = connector.parameters().get("prefix");
      for (String line = connector.read(); line != null; line = connector.read()) {
        System.out.println(prefix + line);
      }
    }
  }
  // end short
}
