package dev.potoroo.postgres.source.capture;

import dev.potoroo.connector.ConfigurationException;
import dev.potoroo.postgres.connection.SqlName;
import java.sql.SQLException;
import java.util.List;

/**
 * What a capture mode needs in the database for one table.
 *
 * @param statements that lead from what is installed to what is wanted: none when all is there, so
 *     that a start takes no lock on the table; without semicolons, to be run in one transaction
 * @param grants what the source's role needs besides, when somebody else runs the statements
 */
public record CapturePlan(List<String> statements, List<String> grants) {

  public CapturePlan {
    statements = List.copyOf(statements);
    grants = List.copyOf(grants);
  }

  /** Draws up plans; each mode has its own. */
  public interface Planner {

    /**
     * @param acceptNewTypes whether a column of {@code --columns} may have another type than before
     * @throws ConfigurationException when a column is missing, or has another type
     */
    CapturePlan plan(CapturedTable table, boolean acceptNewTypes) throws SQLException;

    /** What lets a role carry such a plan out, beside its right to our schema. */
    List<String> rights(SqlName role, CapturedTable table) throws SQLException;
  }
}
