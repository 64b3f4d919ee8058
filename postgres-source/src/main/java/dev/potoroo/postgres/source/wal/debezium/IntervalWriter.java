package dev.potoroo.postgres.source.wal.debezium;

import dev.potoroo.postgres.source.wal.json.JsonBuffer;
import java.util.regex.Pattern;

/**
 * Intervals in IntervalStyle postgres, {@code 1 year 2 mons -3 days 04:05:06.789}, as microseconds.
 * A month counts as 30.4375 days, a twelfth of 365.25.
 */
final class IntervalWriter implements TextValue {
  private static final Pattern SPACE = Pattern.compile(" ");
  private static final long SECOND = 1_000_000L;
  private static final long DAY = 86_400 * SECOND;
  private static final long MONTH = 2_629_800 * SECOND;

  @Override
  public void write(String value, JsonBuffer out) {
    String[] words = SPACE.split(value, -1);
    long micros = 0;
    for (int i = 0; i < words.length; i++) {
      micros =
          Math.addExact(
              micros, words[i].indexOf(':') >= 0 ? time(words[i]) : amount(words[i], words[++i]));
    }
    out.append(micros);
  }

  private static long amount(String number, String unit) {
    long perUnit =
        switch (unit) {
          case "year", "years" -> 12 * MONTH;
          case "mon", "mons" -> MONTH;
          case "day", "days" -> DAY;
          default -> throw new NumberFormatException("a unit other than year, mon and day");
        };
    return Math.multiplyExact(Long.parseLong(number), perUnit);
  }

  /** Hours may have any number of digits. */
  private static long time(String text) {
    boolean negative = text.startsWith("-");
    String time = negative || text.startsWith("+") ? text.substring(1) : text;
    int minutes = time.indexOf(':');
    long hours = Math.multiplyExact(Long.parseLong(time.substring(0, minutes)), 3600 * SECOND);
    long micros = Math.addExact(hours, TextTime.micros("00" + time.substring(minutes)));
    return negative ? -micros : micros;
  }
}
