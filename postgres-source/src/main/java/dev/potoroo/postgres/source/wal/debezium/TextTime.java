package dev.potoroo.postgres.source.wal.debezium;

import java.time.LocalDate;

/**
 * Reads dates and times in DateStyle ISO: {@code 0044-03-15 12:00:00.5+05:30 BC}. A year has four
 * digits or more.
 */
final class TextTime {
  private static final String BEFORE_CHRIST = " BC";
  private static final long MICROS = 1_000_000L;
  private static final int FRACTION_DIGITS = 6;

  private TextTime() {}

  /**
   * @throws NumberFormatException for one that is infinite
   */
  static LocalDate date(String text) {
    if (text.endsWith("infinity")) {
      throw new NumberFormatException("an infinite date is no number");
    }
    boolean beforeChrist = text.endsWith(BEFORE_CHRIST);
    int month = text.indexOf('-');
    int day = text.indexOf('-', month + 1);
    int year = Integer.parseInt(text.substring(0, month));
    return LocalDate.of(
        beforeChrist ? 1 - year : year,
        Integer.parseInt(text.substring(month + 1, day)),
        Integer.parseInt(text.substring(day + 1, day + 3)));
  }

  /** What follows the date, without the era. */
  static String timeOf(String timestamp) {
    int end =
        timestamp.endsWith(BEFORE_CHRIST)
            ? timestamp.length() - BEFORE_CHRIST.length()
            : timestamp.length();
    return timestamp.substring(timestamp.indexOf(' ') + 1, end);
  }

  /** Microseconds since midnight: {@code 24:00:00} is one too. */
  static long micros(String time) {
    long hours = Long.parseLong(time.substring(0, 2));
    long minutes = Long.parseLong(time.substring(3, 5));
    long seconds = Long.parseLong(time.substring(6, 8));
    return ((hours * 60 + minutes) * 60 + seconds) * MICROS + fraction(time.substring(8));
  }

  private static long fraction(String text) {
    return text.isEmpty()
        ? 0
        : Long.parseLong((text.substring(1) + "000000").substring(0, FRACTION_DIGITS));
  }

  /** Where the offset from UTC begins; the end where there is none. */
  static int zone(String time) {
    int at = Math.max(time.indexOf('+'), time.indexOf('-'));
    return at < 0 ? time.length() : at;
  }
}
