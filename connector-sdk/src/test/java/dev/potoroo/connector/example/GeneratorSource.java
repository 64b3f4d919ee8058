package dev.potoroo.connector.example;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.potoroo.connector.SourceConnector;

/** A source in its short form: sends the numbers from 1 on. */
public final class GeneratorSource {

  private GeneratorSource() {}

  // begin short
  public static void main(String... args) throws InterruptedException {
    try (SourceConnector<Long> connector =
        SourceConnector.<Long>named("generator", number -> number.toString().getBytes(UTF_8))
            .description("Sends the numbers from 1 on.")
            .required("count", "how many numbers to send")
            .optional("pause", "0", "milliseconds from one number to the next")
            .connect(args)) {
      long count = Long.parseLong(connector.parameters().get("count"));
      long pause = Long.parseLong(connector.parameters().get("pause"));
      for (long number = 1; number <= count; number++) {
        connector.write(number);
        Thread.sleep(pause);
      }
    }
  }
  // end short
}
