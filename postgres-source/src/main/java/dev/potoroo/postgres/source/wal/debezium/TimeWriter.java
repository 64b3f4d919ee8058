package dev.potoroo.postgres.source.wal.debezium;

import dev.potoroo.postgres.source.wal.json.JsonBuffer;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Dates and times. */
enum TimeWriter implements TextValue {
  /** Days since 1970. */
  DATE {
    @Override
    public void write(String value, JsonBuffer out) {
      out.append(TextTime.date(value).toEpochDay());
    }
  },

  /** Milliseconds since midnight. */
  MILLI_TIME {
    @Override
    public void write(String value, JsonBuffer out) {
      out.append(TextTime.micros(value) / MICROS_PER_MILLI);
    }
  },

  /** Microseconds since midnight. */
  MICRO_TIME {
    @Override
    public void write(String value, JsonBuffer out) {
      out.append(TextTime.micros(value));
    }
  },

  /** Milliseconds since 1970, as if in UTC. */
  MILLI_TIMESTAMP {
    @Override
    public void write(String value, JsonBuffer out) {
      out.append(Math.floorDiv(epochMicros(value), MICROS_PER_MILLI));
    }
  },

  /** Microseconds since 1970, as if in UTC. */
  MICRO_TIMESTAMP {
    @Override
    public void write(String value, JsonBuffer out) {
      out.append(epochMicros(value));
    }
  },

  /** A string in ISO 8601, in UTC: {@code 2026-11-21T01:00:00.5Z}. */
  ZONED_TIMESTAMP {
    @Override
    public void write(String value, JsonBuffer out) {
      String time = TextTime.timeOf(value);
      int zone = TextTime.zone(time);
      OffsetDateTime instant =
          LocalDateTime.of(TextTime.date(value), LocalTime.parse(time.substring(0, zone)))
              .atOffset(ZoneOffset.of(time.substring(zone)))
              .withOffsetSameInstant(ZoneOffset.UTC);
      out.appendString(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(instant));
    }
  },

  /** A string in ISO 8601, in UTC: {@code 07:04:56.789Z}. */
  ZONED_TIME {
    @Override
    public void write(String value, JsonBuffer out) {
      int zone = TextTime.zone(value);
      OffsetTime time =
          LocalTime.parse(value.substring(0, zone))
              .atOffset(ZoneOffset.of(value.substring(zone)))
              .withOffsetSameInstant(ZoneOffset.UTC);
      out.appendString(DateTimeFormatter.ISO_OFFSET_TIME.format(time));
    }
  };

  private static final long MICROS_PER_MILLI = 1000;
  private static final long MICROS_PER_DAY = 86_400_000_000L;

  /** What Debezium has for an infinite timestamp, since pgjdbc has it. */
  private static final long INFINITY = 9_223_372_036_825_200_000L;

  private static final long MINUS_INFINITY = -9_223_372_036_832_400_000L;

  private static long epochMicros(String timestamp) {
    return switch (timestamp) {
      case "infinity" -> INFINITY;
      case "-infinity" -> MINUS_INFINITY;
      default ->
          Math.addExact(
              Math.multiplyExact(TextTime.date(timestamp).toEpochDay(), MICROS_PER_DAY),
              TextTime.micros(TextTime.timeOf(timestamp)));
    };
  }
}
