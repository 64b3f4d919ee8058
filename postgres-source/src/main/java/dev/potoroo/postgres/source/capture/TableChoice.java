package dev.potoroo.postgres.source.capture;

import dev.potoroo.postgres.connection.QualifiedName;
import java.util.List;

/**
 * Some captured tables out of all.
 *
 * @param named with or without their schema; all are meant where empty
 */
public record TableChoice(List<QualifiedName> named) {

  public TableChoice {
    named = List.copyOf(named);
  }

  /**
   * @param table with its schema
   */
  public boolean includes(QualifiedName table) {
    return named.isEmpty()
        || named.stream()
            .anyMatch(
                name ->
                    name.name().equals(table.name())
                        && (name.schema() == null || name.schema().equals(table.schema())));
  }
}
