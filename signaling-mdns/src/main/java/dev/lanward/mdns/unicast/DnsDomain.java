package dev.lanward.mdns.unicast;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/** A domain of ordinary DNS in which services are told, such as {@code example.org}. */
public final class DnsDomain {
  /** What stands before it, the longest instance name included, fits as well (RFC 1035 2.3.4). */
  private static final int MAX_CHARS = 128;

  private static final Pattern FORM =
      Pattern.compile("[A-Za-z0-9_-]{1,63}(\\.[A-Za-z0-9_-]{1,63})*");

  private final Name name;

  private DnsDomain(Name name) {
    this.name = name;
  }

  /**
   * The domain that {@code text} spells, with or without the dot at its end: labels of letters,
   * digits, hyphens and underscores, 128 characters at most. Empty for anything else, and for
   * {@code local}, which belongs to multicast DNS (RFC 6762 section 3).
   */
  public static Optional<DnsDomain> parse(String text) {
    String bare = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    if (bare.length() > MAX_CHARS || !FORM.matcher(bare).matches()) {
      return Optional.empty();
    }
    String lower = bare.toLowerCase(Locale.ROOT);
    if (lower.equals("local") || lower.endsWith(".local")) {
      return Optional.empty();
    }
    try {
      return Optional.of(new DnsDomain(Name.fromString(bare, Name.root)));
    } catch (TextParseException e) {
      return Optional.empty();
    }
  }

  Name name() {
    return name;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DnsDomain domain && domain.name.equals(name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  /** Without the dot at its end. */
  @Override
  public String toString() {
    return name.toString(true);
  }
}
