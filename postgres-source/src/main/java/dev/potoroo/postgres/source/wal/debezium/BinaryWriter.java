package dev.potoroo.postgres.source.wal.debezium;

import dev.potoroo.postgres.source.wal.json.JsonBuffer;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/** Types that become bytes, or are made of them. */
enum BinaryWriter implements TextValue {
  BYTEA {
    @Override
    public void write(String value, JsonBuffer out) {
      Base64Json.append(HexFormat.of().parseHex(value, "\\x".length(), value.length()), out);
    }
  },

  ONE_BIT {
    @Override
    public void write(String value, JsonBuffer out) {
      out.append(value.equals("1") ? "true" : "false");
    }
  },

  /** The last bit is the lowest of the first byte. */
  BITS {
    @Override
    public void write(String value, JsonBuffer out) {
      byte[] bytes = new byte[(value.length() + 7) / 8];
      for (int i = 0; i < value.length(); i++) {
        if (value.charAt(value.length() - 1 - i) == '1') {
          bytes[i / 8] |= (byte) (1 << (i % 8));
        }
      }
      Base64Json.append(bytes, out);
    }
  },

  /** Digits alone count: sign, currency and separators are those of the server's locale. */
  MONEY {
    @Override
    public void write(String value, JsonBuffer out) {
      BigInteger amount = new BigInteger(value.replaceAll("[^0-9]", ""));
      boolean negative = value.indexOf('-') >= 0 || value.indexOf('(') >= 0;
      Base64Json.append((negative ? amount.negate() : amount).toByteArray(), out);
    }
  },

  POINT {
    @Override
    public void write(String value, JsonBuffer out) {
      int comma = value.indexOf(',');
      double x = Double.parseDouble(value.substring(1, comma));
      double y = Double.parseDouble(value.substring(comma + 1, value.length() - 1));
      if (!Double.isFinite(x) || !Double.isFinite(y)) {
        throw new NumberFormatException("a point without a place");
      }
      out.append("{\"x\":").append(Double.toString(x)).append(",\"y\":").append(Double.toString(y));
      out.append(",\"wkb\":");
      Base64Json.append(wellKnownBinary(x, y), out);
      out.append(",\"srid\":null}");
    }
  };

  private static byte[] wellKnownBinary(double x, double y) {
    ByteBuffer bytes = ByteBuffer.allocate(21).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put((byte) 1); // little-endian
    bytes.putInt(1); // a point
    return bytes.putDouble(x).putDouble(y).array();
  }
}
