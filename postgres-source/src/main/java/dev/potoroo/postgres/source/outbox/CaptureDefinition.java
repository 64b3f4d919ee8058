package dev.potoroo.postgres.source.outbox;

import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.capture.CaptureTrigger;
import dev.potoroo.postgres.source.capture.CapturedTable;
import dev.potoroo.postgres.source.capture.Projection;
import dev.potoroo.postgres.source.capture.SqlText;
import java.util.List;

/**
 * What is to be captured of one table, and how.
 *
 * @param doorbell whether writers NOTIFY; without, rows wait for the next poll
 */
record CaptureDefinition(CapturedTable table, Projection projection, boolean doorbell) {

  /**
   * The channel that rings when rows were captured: named like our schema, one for all its streams.
   */
  static SqlName doorbellChannel(OutboxName names) {
    return names.schema();
  }

  List<CaptureTrigger> triggers(OutboxName names, String incarnation) {
    return CaptureTrigger.forTable(table, projection.operations(), names.schema(), incarnation);
  }

  List<String> columns() {
    return projection.columns().stream()
        .map(CapturedTable.Column::name)
        .map(SqlName::value)
        .toList();
  }

  List<String> columnTypes() {
    return projection.columns().stream().map(CapturedTable.Column::type).toList();
  }

  /** The body of the trigger's function. */
  String body(CaptureTrigger trigger, OutboxName names, String incarnation) {
    return """

        #variable_conflict use_column
        BEGIN
          INSERT INTO %s (event_time, key, payload)
          SELECT floor(extract(epoch FROM statement_timestamp()) * 1000)::bigint,
                 %s,
                 %s
          FROM %s;
        %s  RETURN NULL;
        END
        """
        .formatted(
            names.outbox(incarnation),
            trigger.key(projection),
            trigger.payload(projection),
            trigger.rows(),
            doorbell ? ring(names) : "");
  }

  /**
   * Equal notifications of one transaction are delivered once. A full queue would fail the writer's
   * commit, so the bell is silent before that; the rows wait for the next poll.
   */
  private static String ring(OutboxName names) {
    return """
          IF FOUND AND pg_notification_queue_usage() < 0.5 THEN
            PERFORM pg_notify(%s, '');
          END IF;
        """
        .formatted(SqlText.literal(doorbellChannel(names).value()));
  }
}
