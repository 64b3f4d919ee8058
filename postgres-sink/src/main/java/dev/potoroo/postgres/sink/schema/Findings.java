package dev.potoroo.postgres.sink.schema;

import dev.potoroo.postgres.connection.RefusedByPostgresException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** All that a look at the database found amiss, so that one run names it all. */
final class Findings {

  /**
   * @param remedy SQL statements without semicolon that mend it, to be run after those of the
   *     complaints before
   */
  record Complaint(String text, List<String> remedy) {}

  private final List<Complaint> complaints = new ArrayList<>();

  void add(String text, List<String> remedy) {
    complaints.add(new Complaint(text, List.copyOf(remedy)));
  }

  void add(String text, String statement) {
    add(text, List.of(statement));
  }

  void addAll(Findings others) {
    complaints.addAll(others.complaints);
  }

  boolean isEmpty() {
    return complaints.isEmpty();
  }

  List<Complaint> complaints() {
    return List.copyOf(complaints);
  }

  /**
   * @throws RefusedByPostgresException when something was found
   */
  void raise() throws RefusedByPostgresException {
    if (!isEmpty()) {
      // Two complaints may be mended by the same statement, such as the one that makes a schema.
      throw new RefusedByPostgresException(
          complaints.stream().map(Complaint::text).collect(Collectors.joining("\n")),
          complaints.stream().flatMap(one -> one.remedy().stream()).distinct().toList());
    }
  }
}
