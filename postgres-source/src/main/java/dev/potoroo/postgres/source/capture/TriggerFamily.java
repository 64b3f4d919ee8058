package dev.potoroo.postgres.source.capture;

import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.SqlName;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The triggers of one captured table, by what their names have in common.
 *
 * @param schema ours
 * @param suffix of the functions' and triggers' names, with the underscore before it; no other
 *     table has it
 */
public record TriggerFamily(SqlName schema, String suffix) {

  /** The triggers that capture these operations of the table, in the order of the enum. */
  public List<CaptureTrigger> triggers(CapturedTable table, Set<Operation> operations) {
    return Stream.of(Operation.values())
        .filter(operations::contains)
        .map(
            operation ->
                new CaptureTrigger(
                    operation,
                    table.partitioned() || operation == Operation.UPDATE,
                    new SqlName("potoroo_" + operation.word() + suffix),
                    function(operation)))
        .toList();
  }

  /** The function's name, also of one that is not wanted any more. */
  public QualifiedName function(Operation operation) {
    return new QualifiedName(schema, new SqlName("capture_" + operation.word() + suffix));
  }
}
