package dev.potoroo.postgres.source.wal.json;

import org.postgresql.core.Oid;

/** Values without parts. */
public enum ScalarWriter implements ValueWriter {
  /** Everything that has no form of its own in JSON. */
  TEXT {
    @Override
    public void write(byte[] text, int offset, int length, JsonBuffer out) {
      out.appendString(text, offset, length);
    }
  },

  /** Already JSON: kept as it is, white space and doubled keys too. */
  JSON {
    @Override
    public void write(byte[] text, int offset, int length, JsonBuffer out) {
      out.append(text, offset, length);
    }
  },

  BOOLEAN {
    @Override
    public void write(byte[] text, int offset, int length, JsonBuffer out) {
      out.append(text[offset] == 't' ? "true" : "false");
    }
  },

  /** Every digit is kept. {@code NaN} and {@code Infinity}, which JSON has not, become strings. */
  NUMBER {
    @Override
    public void write(byte[] text, int offset, int length, JsonBuffer out) {
      byte last = text[offset + length - 1];
      if (last >= '0' && last <= '9') {
        out.append(text, offset, length);
      } else {
        out.appendString(text, offset, length);
      }
    }
  },

  /** A {@code T} between date and time: {@code 0044-03-15T12:00:00 BC}. */
  TIMESTAMP {
    @Override
    public void write(byte[] text, int offset, int length, JsonBuffer out) {
      out.append('"');
      appendWithT(text, offset, length, out);
      out.append('"');
    }
  },

  /** As TIMESTAMP, with minutes in the offset from UTC, which are left out in text form. */
  TIMESTAMP_WITH_TIME_ZONE {
    @Override
    public void write(byte[] text, int offset, int length, JsonBuffer out) {
      int end = offset + length;
      int era = length > 3 && text[end - 1] == 'C' ? 3 : 0;
      int zone = end - era - 3;
      out.append('"');
      if (zone > offset && (text[zone] == '+' || text[zone] == '-')) {
        appendWithT(text, offset, length - era, out);
        out.append(":00").append(text, end - era, era);
      } else {
        appendWithT(text, offset, length, out);
      }
      out.append('"');
    }
  };

  static ScalarWriter of(long oid) {
    return switch ((int) oid) {
      case Oid.BOOL -> BOOLEAN;
      case Oid.INT2, Oid.INT4, Oid.INT8, Oid.FLOAT4, Oid.FLOAT8, Oid.NUMERIC -> NUMBER;
      case Oid.TIMESTAMP -> TIMESTAMP;
      case Oid.TIMESTAMPTZ -> TIMESTAMP_WITH_TIME_ZONE;
      case Oid.JSON, Oid.JSONB -> JSON;
      default -> TEXT;
    };
  }

  private static void appendWithT(byte[] text, int offset, int length, JsonBuffer out) {
    int start = out.length();
    out.append(text, offset, length);
    for (int i = 0; i < length; i++) {
      if (text[offset + i] == ' ') {
        out.truncate(start + i);
        out.append('T').append(text, offset + i + 1, length - i - 1);
        return;
      }
    }
  }
}
