package dev.potoroo.postgres.source.capture;

import java.util.List;

/**
 * What takes a capture away. Immutable.
 *
 * @param tables that are not captured any more then, quoted
 * @param statements without semicolons, for one transaction; none when there is nothing to do
 */
public record Removal(List<String> tables, List<String> statements) {

  public Removal {
    tables = List.copyOf(tables);
    statements = List.copyOf(statements);
  }
}
