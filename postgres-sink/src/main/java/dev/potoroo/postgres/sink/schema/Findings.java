package dev.potoroo.postgres.sink.schema;

import dev.potoroo.postgres.connection.RefusedByPostgresException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** All that a look at the database found amiss, so that one run names it all. */
final class Findings {
  private final List<String> complaints = new ArrayList<>();

  /** Two findings may be mended by the same statement, such as the one that makes a schema. */
  private final Set<String> remedy = new LinkedHashSet<>();

  /**
   * @param statements SQL that mends it, to be run after what was added before
   */
  void add(String complaint, List<String> statements) {
    complaints.add(complaint);
    remedy.addAll(statements);
  }

  void add(String complaint, String statement) {
    add(complaint, List.of(statement));
  }

  void addAll(Findings others) {
    complaints.addAll(others.complaints);
    remedy.addAll(others.remedy);
  }

  boolean isEmpty() {
    return complaints.isEmpty();
  }

  /**
   * @throws RefusedByPostgresException when something was found
   */
  void raise() throws RefusedByPostgresException {
    if (!isEmpty()) {
      throw new RefusedByPostgresException(String.join("\n", complaints), List.copyOf(remedy));
    }
  }
}
