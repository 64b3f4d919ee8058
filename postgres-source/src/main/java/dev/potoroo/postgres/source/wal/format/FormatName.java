package dev.potoroo.postgres.source.wal.format;

import java.util.Locale;

/** The formats that {@code --format} can name. */
public enum FormatName {
  /** As mode outbox has it. */
  ROW {
    @Override
    public PayloadFormat create(FormatSettings settings) {
      return new RowFormat(settings);
    }
  };

  /** One for each table. */
  public abstract PayloadFormat create(FormatSettings settings);

  /** As the option writes it: {@code row}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
