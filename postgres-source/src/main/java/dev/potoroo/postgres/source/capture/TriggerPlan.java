package dev.potoroo.postgres.source.capture;

import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.source.capture.SchemaObjects.InstalledTrigger;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The statements that lead from the triggers that there are to those that are wanted. A function
 * whose text alone has changed is replaced, which takes no lock on the table.
 */
public final class TriggerPlan {
  private final CapturedTable table;
  private final List<CaptureTrigger> wanted;
  private final Map<String, String> functions;
  private final List<InstalledTrigger> triggers;

  private TriggerPlan(
      CapturedTable table,
      List<CaptureTrigger> wanted,
      Map<String, String> functions,
      List<InstalledTrigger> triggers) {
    this.table = table;
    this.wanted = wanted;
    this.functions = functions;
    this.triggers = triggers;
  }

  /**
   * @param family what the names of the functions have in common
   * @param body the text of a trigger's function
   */
  public static List<String> statements(
      Connection connection,
      CapturedTable table,
      TriggerFamily family,
      List<CaptureTrigger> wanted,
      Function<CaptureTrigger, String> body)
      throws SQLException {
    TriggerPlan plan =
        new TriggerPlan(
            table,
            wanted,
            SchemaObjects.functions(connection, family.schema(), family.suffix()),
            SchemaObjects.triggers(connection, family.schema(), family.suffix()));
    List<String> statements = new ArrayList<>();
    for (Operation operation : Operation.values()) {
      statements.addAll(plan.statements(family.function(operation), operation, body));
    }
    return statements;
  }

  private List<String> statements(
      QualifiedName function, Operation operation, Function<CaptureTrigger, String> body) {
    String installed = functions.get(function.name().value());
    Optional<CaptureTrigger> trigger =
        wanted.stream().filter(candidate -> candidate.operation() == operation).findFirst();
    if (trigger.isEmpty()) {
      return installed == null ? List.of() : List.of(CaptureTrigger.drop(function));
    }
    return statements(trigger.get(), installed, body.apply(trigger.get()));
  }

  private List<String> statements(CaptureTrigger trigger, @Nullable String installed, String body) {
    List<InstalledTrigger> present =
        triggers.stream()
            .filter(found -> found.function().equals(trigger.function().name().value()))
            .toList();
    boolean misplaced = present.stream().anyMatch(found -> isMisplaced(found, trigger));
    List<String> statements = new ArrayList<>();
    if (misplaced) {
      statements.add(CaptureTrigger.drop(trigger.function()));
    }
    if (misplaced || !body.equals(installed)) {
      statements.add(trigger.createFunction(body));
    }
    if (misplaced || present.isEmpty()) {
      statements.add(trigger.create(table.name()));
    }
    return statements;
  }

  /** On a table that has been replaced by another of its name, or of the other level. */
  private boolean isMisplaced(InstalledTrigger found, CaptureTrigger trigger) {
    return found.tableOid() != table.oid() || found.rowLevel() != trigger.rowLevel();
  }
}
