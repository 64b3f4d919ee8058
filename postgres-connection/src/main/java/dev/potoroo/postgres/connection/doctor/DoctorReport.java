package dev.potoroo.postgres.connection.doctor;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All findings, for people and for programs.
 *
 * @param connection what was looked at, without its password
 * @param entries in the order of the checks
 */
public record DoctorReport(String connection, List<Entry> entries) {

  /** A finding with the name of the check that made it. */
  public record Entry(String check, Finding finding) {}

  public DoctorReport {
    entries = List.copyOf(entries);
  }

  /** Whether nothing failed. */
  public boolean healthy() {
    return count(Verdict.FAILED) == 0;
  }

  /** A line for each finding with what mends it below, and a line of totals. */
  public String text() {
    int width = entries.stream().mapToInt(entry -> entry.check().length()).max().orElse(0);
    return entries.stream().map(entry -> text(entry, width)).collect(Collectors.joining())
        + "\n%s: %s".formatted(connection, totals());
  }

  private static String text(Entry entry, int width) {
    Finding finding = entry.finding();
    String head = "%-7s  %-" + width + "s  ";
    String margin = head.formatted("", "");
    Stream<String> below =
        Stream.concat(
            Stream.of(finding.advice()).filter(advice -> !advice.isEmpty()),
            finding.sql().stream().map(statement -> statement + ";"));
    return head.formatted(finding.verdict().word(), entry.check())
        + finding.text().replace("\n", "\n" + margin)
        + "\n"
        + below
            .flatMap(String::lines)
            .map(line -> margin + line + "\n")
            .collect(Collectors.joining());
  }

  private String totals() {
    return Stream.of(Verdict.values())
        .map(verdict -> count(verdict) + " " + verdict.word())
        .collect(Collectors.joining(", "));
  }

  private long count(Verdict verdict) {
    return entries.stream().filter(entry -> entry.finding().verdict() == verdict).count();
  }

  /** One object, as docs/reference/doctor.md describes it. */
  public String json() {
    ObjectNode report = new ObjectMapper().createObjectNode();
    report.put("healthy", healthy()).put("connection", connection);
    ArrayNode findings = report.putArray("findings");
    for (Entry entry : entries) {
      ObjectNode finding =
          findings
              .addObject()
              .put("check", entry.check())
              .put("verdict", entry.finding().verdict().word())
              .put("text", entry.finding().text());
      ArrayNode sql = finding.putArray("sql");
      entry.finding().sql().forEach(sql::add);
      finding.put("advice", entry.finding().advice());
    }
    return report.toPrettyString();
  }
}
