package dev.potoroo.postgres.source.outbox;

import dev.potoroo.postgres.source.capture.CaptureTrigger;
import dev.potoroo.postgres.source.capture.Projection;
import dev.potoroo.postgres.source.capture.SqlText;

/**
 * What the triggers of one table do: copy the rows into its outbox, ring the bell.
 *
 * @param doorbell whether writers NOTIFY when asked to; without, rows wait for the next poll
 */
record CaptureBody(OutboxName names, String incarnation, Projection projection, boolean doorbell) {

  /** In PL/pgSQL. */
  String of(CaptureTrigger trigger) {
    return """

        #variable_conflict use_column
        BEGIN
          INSERT INTO %s (event_time, head, key, payload)
          SELECT floor(extract(epoch FROM statement_timestamp()) * 1000)::bigint,
                 %s,
                 %s,
                 %s
          FROM %s;
        %s  RETURN NULL;
        END
        """
        .formatted(
            names.outbox(incarnation),
            head(trigger),
            trigger.key(projection),
            trigger.payload(projection),
            trigger.rows(),
            doorbell ? ring() : "");
  }

  /** Whether a row is the first of those that the trigger inserts now. */
  private static String head(CaptureTrigger trigger) {
    return trigger.rowLevel() ? "true" : "row_number() OVER () = 1";
  }

  /**
   * Nobody rings who gets a share of the lock: then the source looks by itself, at the latest when
   * the share ends with the transaction ({@link Doorbell}).
   *
   * <p>Equal notifications of one transaction are delivered once. A full queue would fail the
   * writer's commit, so the bell is silent before that; the rows wait for the next poll.
   */
  private String ring() {
    return """
          IF FOUND AND NOT pg_try_advisory_xact_lock_shared(%d)
              AND pg_notification_queue_usage() < 0.5 THEN
            PERFORM pg_notify(%s, '');
          END IF;
        """
        .formatted(names.doorbellKey(incarnation), SqlText.literal(names.doorbell().value()));
  }
}
