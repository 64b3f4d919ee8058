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
  },
  /** What happened, with both images and where it comes from. */
  CHANGE {
    @Override
    public PayloadFormat create(FormatSettings settings) {
      return new ChangeFormat(settings);
    }
  },
  /** The envelope of Debezium's connector for PostgreSQL. */
  DEBEZIUM {
    @Override
    public PayloadFormat create(FormatSettings settings) {
      return new DebeziumFormat(settings);
    }
  },
  /** Version 2 of the plugin wal2json, whichever plugin reads the log. */
  WAL2JSON {
    @Override
    public PayloadFormat create(FormatSettings settings) {
      return new Wal2JsonFormat(settings);
    }
  };

  /** One for each table. */
  public abstract PayloadFormat create(FormatSettings settings);

  /** As the option writes it: {@code row}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
