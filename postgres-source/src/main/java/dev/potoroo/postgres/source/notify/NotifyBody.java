package dev.potoroo.postgres.source.notify;

import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.capture.CaptureTrigger;
import dev.potoroo.postgres.source.capture.Projection;
import dev.potoroo.postgres.source.capture.SqlText;

/**
 * What the triggers of one table do: NOTIFY each row, in the form that {@link RowNotification}
 * reads. Nothing here fails the writer: a row that does not fit is put aside and referred to, and
 * when the server's queue is nearly full, which would fail the commit, there is a warning and no
 * notification.
 */
record NotifyBody(NotifyName names, SqlName channel, Projection projection) {

  /** In PL/pgSQL. */
  String of(CaptureTrigger trigger) {
    return """

        #variable_conflict use_column
        DECLARE
          notified bigint;
        BEGIN
          IF pg_notification_queue_usage() > 0.9 THEN
            RAISE WARNING 'the queue of notifications is nearly full: rows of %% are not sent',
              TG_RELID::regclass;
            RETURN NULL;
          END IF;
          WITH changed AS MATERIALIZED (
            SELECT nextval(%1$s) AS id,
                   floor(extract(epoch FROM statement_timestamp()) * 1000)::bigint AS event_time,
                   coalesce(%2$s, '') AS key,
                   %3$s AS payload
            FROM %4$s
          ), message AS MATERIALIZED (
            SELECT *, concat(id, ' ', event_time, ' ', char_length(key), ' ', key, payload) AS text
            FROM changed
          ), put_aside AS (
            INSERT INTO %5$s (id, channel, event_time, key, payload)
            SELECT id, %6$s, event_time, key, payload FROM message
            WHERE octet_length(text) > %7$d
          )
          SELECT count(pg_notify(%6$s, CASE WHEN octet_length(text) > %7$d THEN id::text
                                            ELSE text END))
          INTO notified
          FROM message;
          RETURN NULL;
        END
        """
        .formatted(
            SqlText.literal(names.sequence()),
            trigger.key(projection),
            trigger.payload(projection),
            trigger.rows(),
            names.oversize(),
            SqlText.literal(channel.value()),
            RowNotification.MAX_BYTES);
  }
}
