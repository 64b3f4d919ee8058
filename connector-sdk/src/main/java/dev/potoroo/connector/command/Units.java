package dev.potoroo.connector.command;

import dev.potoroo.connector.HostAndPort;
import java.time.Duration;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How option texts become durations, sizes and addresses. */
final class Units {

  private static final Pattern DURATION = Pattern.compile("(\\d{1,12}) ?(ms|s|m|h)");

  private Units() {}

  static void register(CommandLine line) {
    line.registerConverter(Duration.class, orComplain(Units::duration));
    line.registerConverter(ByteSize.class, orComplain(ByteSize::parse));
    line.registerConverter(HostAndPort.class, orComplain(HostAndPort::parse));
  }

  /**
   * {@code 500ms}, {@code 10s}, {@code 5m}, {@code 1h}.
   *
   * @throws IllegalArgumentException for another form
   */
  static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "expected a duration as in 500ms, 10s, 5m or 1h, got \"" + text + "\"");
    }
    long count = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      default -> Duration.ofHours(count);
    };
  }

  private static <T> ITypeConverter<T> orComplain(Function<String, T> parse) {
    return text -> {
      try {
        return parse.apply(text);
      } catch (IllegalArgumentException | ArithmeticException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    };
  }
}
