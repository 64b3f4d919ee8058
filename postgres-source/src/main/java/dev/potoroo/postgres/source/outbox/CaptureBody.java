package dev.potoroo.postgres.source.outbox;

import dev.potoroo.postgres.source.capture.CaptureTrigger;
import dev.potoroo.postgres.source.capture.Projection;
import dev.potoroo.postgres.source.capture.SqlText;

/**
 * What the triggers of one table do: copy the rows into its outbox, ring the bell.
 *
 * <p>Rows of one statement go into the outbox in bundles, for a row of it costs the writer more
 * than what is in it. Tried first is what costs least: a row alone, then all in one bundle; what is
 * too much for one is divided.
 *
 * @param doorbell whether writers NOTIFY when asked to; without, rows wait for the next poll
 */
record CaptureBody(OutboxName names, String incarnation, Projection projection, boolean doorbell) {
  /** The most rows that one bundle has. */
  static final int BUNDLE_ROWS = 1_000;

  /** Payload bytes that one bundle has at most, but for its first row. */
  static final int BUNDLE_BYTES = 128 << 10;

  /** In PL/pgSQL. */
  String of(CaptureTrigger trigger) {
    return """

        #variable_conflict use_column
        BEGIN
        %s%s  RETURN NULL;
        END
        """
        .formatted(
            trigger.rowLevel() ? insertRow(trigger, "") : insertStatement(trigger),
            doorbell ? ring() : "");
  }

  /**
   * @param condition WHERE and what it asks for, or nothing
   */
  private String insertRow(CaptureTrigger trigger, String condition) {
    return """
          INSERT INTO %s (event_time, row_count, bytes, keys, payloads)
          SELECT %s, 1, octet_length(payload), ARRAY[key], ARRAY[payload]
          FROM %s%s;
        """
        .formatted(names.outbox(incarnation), eventTime(), captured(trigger), condition);
  }

  private String insertStatement(CaptureTrigger trigger) {
    return insertRow(trigger, " WHERE NOT EXISTS (SELECT FROM captured OFFSET 1)")
        + "  IF NOT FOUND THEN\n"
        + insertRows(trigger).indent(2)
        + "  END IF;\n";
  }

  /**
   * The array of the attempt is made before it is known whether the rows fit, so it leaves out what
   * would not: no array outgrows what PostgreSQL takes, whatever is written.
   */
  private String insertRows(CaptureTrigger trigger) {
    return """
          INSERT INTO %1$s (event_time, row_count, bytes, keys, payloads)
          SELECT %2$s, count(*), sum(octet_length(payload)), array_agg(key),
                 array_agg(CASE WHEN octet_length(payload) <= %5$d THEN payload END)
          FROM (SELECT * FROM %3$s LIMIT %4$d + 1) AS attempt
          HAVING count(*) BETWEEN 1 AND %4$d AND sum(octet_length(payload)) <= %5$d;
          IF NOT FOUND THEN
            INSERT INTO %1$s (event_time, row_count, bytes, keys, payloads)
            SELECT %2$s, count(*), sum(octet_length(payload)),
                   array_agg(key ORDER BY reach), array_agg(payload ORDER BY reach)
            FROM (SELECT key, payload,
                         sum(octet_length(payload) + %5$d / %4$d)
                           OVER (ROWS UNBOUNDED PRECEDING) - 1 AS reach
                  FROM %3$s) AS measured
            GROUP BY reach / %5$d
            ORDER BY reach / %5$d;
          END IF;
        """
        .formatted(
            names.outbox(incarnation), eventTime(), captured(trigger), BUNDLE_ROWS, BUNDLE_BYTES);
  }

  private static String eventTime() {
    return "floor(extract(epoch FROM statement_timestamp()) * 1000)::bigint";
  }

  /** OFFSET 0 keeps the planner from making a payload once for its length and again. */
  private String captured(CaptureTrigger trigger) {
    return "(SELECT %s AS key, %s AS payload FROM %s OFFSET 0) AS captured_row"
        .formatted(trigger.key(projection), trigger.payload(projection), trigger.rows());
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
