package dev.lanward.attackers;

import dev.lanward.pairing.Fingerprint;
import dev.lanward.pairing.IpLiteral;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A command line of {@code --name value} pairs. An option may stand several times. */
final class Options {
  /** No attack lasts longer. */
  private static final int MAX_SECONDS = 600;

  private static final Pattern ADDRESS = Pattern.compile("(?:\\[(.+)\\]|([^:]+)):([0-9]{1,5})");

  private final Map<String, List<String>> values = new HashMap<>();

  /**
   * Reads {@code words}.
   *
   * @param known the options that there are, without dashes; {@code seconds} besides
   */
  static Options parse(List<String> words, Set<String> known) throws UsageException {
    Options options = new Options();
    for (int i = 0; i < words.size(); i += 2) {
      String name = words.get(i).startsWith("--") ? words.get(i).substring(2) : "";
      if (!known.contains(name) && !name.equals("seconds")) {
        throw new UsageException("there is no option " + words.get(i) + " here");
      }
      if (i + 1 == words.size()) {
        throw new UsageException("--" + name + " needs a value");
      }
      options.values.computeIfAbsent(name, unused -> new ArrayList<>()).add(words.get(i + 1));
    }
    return options;
  }

  /** All that {@code --name} was given, in order; a value may be a list joined by commas. */
  List<String> all(String name) {
    return values.getOrDefault(name, List.of()).stream()
        .flatMap(value -> List.of(value.split(",")).stream())
        .toList();
  }

  /** The last that {@code --name} was given. */
  Optional<String> text(String name) {
    List<String> all = all(name);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
  }

  String required(String name) throws UsageException {
    return text(name).orElseThrow(() -> new UsageException("--" + name + " is needed"));
  }

  /** A number from {@code least} to {@code most}. */
  int number(String name, int least, int most, int otherwise) throws UsageException {
    String text = text(name).orElse(Integer.toString(otherwise));
    try {
      int value = Integer.parseInt(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new UsageException("--" + name + " is " + least + " to " + most + ", not " + text);
  }

  boolean isOn(String name, boolean otherwise) throws UsageException {
    return switch (text(name).orElse(otherwise ? "yes" : "no")) {
      case "yes" -> true;
      case "no" -> false;
      default -> throw new UsageException("--" + name + " is yes or no");
    };
  }

  /** {@code --seconds}: how long the attack lasts at most; 60 unless said otherwise. */
  Duration time() throws UsageException {
    return Duration.ofSeconds(number("seconds", 1, MAX_SECONDS, 60));
  }

  /** {@code --name ADDRESS:PORT}, with brackets around an IPv6 address. */
  InetSocketAddress address(String name) throws UsageException {
    List<InetSocketAddress> all = addresses(name);
    return all.get(all.size() - 1);
  }

  /** At least one {@code --name ADDRESS:PORT}. */
  List<InetSocketAddress> addresses(String name) throws UsageException {
    required(name);
    List<InetSocketAddress> found = new ArrayList<>();
    for (String text : all(name)) {
      found.add(parseAddress(name, text));
    }
    return found;
  }

  Fingerprint fingerprint(String name) throws UsageException {
    try {
      return Fingerprint.parse(required(name));
    } catch (IllegalArgumentException e) {
      throw new UsageException("--" + name + ": " + e.getMessage());
    }
  }

  private static InetSocketAddress parseAddress(String name, String text) throws UsageException {
    Matcher parts = ADDRESS.matcher(text);
    if (parts.matches()) {
      String host = parts.group(1) != null ? parts.group(1) : parts.group(2);
      Optional<InetAddress> address = IpLiteral.parse(host);
      int port = Integer.parseInt(parts.group(3));
      if (address.isPresent() && port <= 65_535) {
        return new InetSocketAddress(address.get(), port);
      }
    }
    throw new UsageException("--" + name + " is an address and a port, such as 10.77.0.2:47470");
  }
}
