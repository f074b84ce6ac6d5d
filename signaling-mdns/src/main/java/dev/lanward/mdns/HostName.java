package dev.lanward.mdns;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/** The host names we deal in, {@code <uuid>.local.}: what browsers accept in an ICE candidate. */
final class HostName {
  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  private static final Name LOCAL = Name.fromConstantString("local.");
  private static final int LABELS = 3;
  private static final int UUID_LENGTH = 36;

  private HostName() {}

  /** The name of {@code host}. */
  static Name of(UUID host) {
    try {
      return new Name(host.toString(), LOCAL);
    } catch (TextParseException e) {
      throw new AssertionError("a UUID is a label", e);
    }
  }

  /** The host that {@code name} names, whatever its case; empty when it is no such name. */
  static Optional<UUID> parse(Name name) {
    if (name.labels() != LABELS || name.getLabel(0)[0] != UUID_LENGTH || !name.subdomain(LOCAL)) {
      return Optional.empty();
    }
    String label = name.getLabelString(0).toLowerCase(Locale.ROOT);
    return UUID_FORM.matcher(label).matches()
        ? Optional.of(UUID.fromString(label))
        : Optional.empty();
  }
}
