package dev.lanward.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Numbers of bytes as people write and read them, in powers of 1,024. */
final class Sizes implements ITypeConverter<Long> {
  private static final String UNITS = "KMGT";
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,6})([KMGT]?)(i?B)?");
  private static final int STEP = 1_024;

  @Override
  public Long convert(String value) {
    Matcher size = SIZE.matcher(value);
    if (!size.matches()) {
      throw new TypeConversionException("'" + value + "' is no size: 500M, 20G, 4096");
    }
    int power = size.group(2).isEmpty() ? 0 : UNITS.indexOf(size.group(2)) + 1;
    return Long.parseLong(size.group(1)) << (10 * power);
  }

  /** Such as {@code 12.3 MiB}. */
  static String text(long bytes) {
    double amount = bytes;
    int power = 0;
    while (amount >= STEP && power < UNITS.length()) {
      amount /= STEP;
      power++;
    }
    return power == 0
        ? bytes + (bytes == 1 ? " byte" : " bytes")
        : String.format(Locale.ROOT, "%.1f %siB", amount, UNITS.charAt(power - 1));
  }

  /** Such as {@code 3 files, 12.3 MiB}; without bytes where these are not known. */
  static String files(int count, long bytes) {
    return count + (count == 1 ? " file, " : " files, ") + text(bytes);
  }

  /** Such as {@code 1:05}, or {@code 2:00:10}. */
  static String time(Duration time) {
    return time.toHours() > 0
        ? "%d:%02d:%02d".formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart())
        : "%d:%02d".formatted(time.toMinutes(), time.toSecondsPart());
  }
}
