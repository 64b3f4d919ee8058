package dev.potoroo.postgres.sink;

import dev.potoroo.postgres.connection.PostgresErrors;
import dev.potoroo.postgres.sink.schema.HighWaterMarkTable;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows the high-water marks of all targets in the database; needs SELECT on their table. */
@Command(
    name = "status",
    description = "Shows up to which message each stream of each application has been written.")
final class StatusCommand implements Callable<Integer> {
  private static final String LINE = "%-20s %-30s %-30s %20s  %s%n";

  @Mixin private final DatabaseOptions database = new DatabaseOptions();

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    HighWaterMarkTable marks = new HighWaterMarkTable(database.schema());
    PrintWriter out = spec.commandLine().getOut();
    try (Connection connection = database.connection().open("potoroo postgres-sink status");
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT application, target, name, mark, updated_at FROM %s ORDER BY 1, 2, 3"
                    .formatted(marks.name().quoted()))) {
      out.printf(LINE, "application", "target", "stream", "high-water mark", "updated");
      while (row.next()) {
        out.printf(
            LINE,
            row.getString(1),
            row.getString(2),
            row.getString(3),
            row.getBigDecimal(4).toPlainString(),
            row.getString(5));
      }
    } catch (SQLException e) {
      throw PostgresErrors.translate("reading table " + marks.name(), e);
    }
    out.flush();
    return 0;
  }
}
