package dev.potoroo.postgres.sink.schema;

import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.connection.doctor.Check;
import dev.potoroo.postgres.connection.doctor.Finding;
import java.util.ArrayList;
import java.util.List;

/** What {@link SchemaCheck} looks at, piece by piece and without creating anything. */
public final class SchemaChecks {

  private SchemaChecks() {}

  public static List<Check> of(SchemaCheck wanted) {
    SqlName schema = wanted.schema();
    List<Check> checks = new ArrayList<>();
    checks.add(new OwnTableCheck("high-water-marks", new HighWaterMarkTable(schema).table()));
    if (wanted.keepsDeadLetters()) {
      checks.add(new OwnTableCheck("dead-letters", new DeadLetterTable(schema).table()));
    }
    checks.add(new TargetCheck(wanted));
    return checks;
  }

  /** One finding for each complaint. */
  static List<Finding> failed(Findings findings) {
    return findings.complaints().stream()
        .map(complaint -> Finding.failed(complaint.text()).mendedBy(complaint.remedy()))
        .toList();
  }
}
