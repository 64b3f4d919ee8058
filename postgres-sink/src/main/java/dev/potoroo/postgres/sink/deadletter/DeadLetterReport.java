package dev.potoroo.postgres.sink.deadletter;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.SQLException;

/** Dead letters as text for people and as JSON for programs, written as they are read. */
public final class DeadLetterReport {
  private static final String LINE = "%8s  %-20s %-30s %-30s %20s %10s  %-5s  %s%n";

  private final DeadLetterStore store;
  private final PrintWriter out;

  /**
   * @param out is flushed, and stays open
   */
  public DeadLetterReport(DeadLetterStore store, PrintWriter out) {
    this.store = store;
    this.out = out;
  }

  /** One line for each under a line of headings, and their number; without payloads. */
  public void printTable() throws SQLException {
    out.printf(
        LINE, "id", "application", "target", "stream", "message", "bytes", "state", "reason");
    long[] count = {0};
    store.visitAll(
        letter -> {
          printLine(letter);
          count[0]++;
        });
    out.println(count[0] == 1 ? "1 dead letter" : count[0] + " dead letters");
    out.flush();
  }

  private void printLine(DeadLetter letter) {
    out.printf(
        LINE,
        letter.id(),
        letter.application(),
        letter.target(),
        letter.name(),
        letter.message(),
        letter.payload().length,
        letter.sqlState(),
        letter.reason().replaceAll("\\s+", " "));
  }

  /** An array with an object for each; ids are numbers of any size, bytes in base64. */
  public void printJson() throws SQLException, IOException {
    JsonGenerator json = new JsonFactory().createGenerator(out).useDefaultPrettyPrinter();
    json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    json.writeStartArray();
    store.<IOException>visitAll(letter -> write(json, letter));
    json.writeEndArray();
    json.close();
    out.println();
    out.flush();
  }

  private static void write(JsonGenerator json, DeadLetter letter) throws IOException {
    json.writeStartObject();
    json.writeNumberField("id", letter.id());
    json.writeStringField("application", letter.application());
    json.writeStringField("target", letter.target());
    json.writeNumberField("stream", letter.stream());
    json.writeStringField("name", letter.name());
    json.writeNumberField("message", letter.message());
    json.writeNumberField("eventTime", letter.eventTime());
    json.writeBinaryField("key", letter.key());
    json.writeBinaryField("payload", letter.payload());
    json.writeStringField("sqlState", letter.sqlState());
    json.writeStringField("reason", letter.reason());
    json.writeStringField("rejectedAt", letter.rejectedAt().toString());
    json.writeEndObject();
  }
}
