package dev.lanward.kurento;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;

/**
 * Where a media server records what the camera shows: whole files, whose names say when each began,
 * in UTC. The server writes them, on its machine and with its rights.
 */
public final class Recording {
  private static final Set<String> SCHEMES = Set.of("file", "http", "https");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final String into;
  private String lastName = "";
  private int sameName;

  private Recording(String into) {
    this.into = into;
  }

  /**
   * A directory, or an address that begins with {@code file://}, {@code http://} or {@code
   * https://} and ends with a slash.
   *
   * @throws IllegalArgumentException when it is neither; says why, for people
   */
  public static Recording parse(String text) {
    if (!text.contains("://")) {
      return new Recording(
          "file://" + Path.of(text).toAbsolutePath().normalize().toUri().getRawPath());
    }
    try {
      URI uri = new URI(text);
      if (!SCHEMES.contains(String.valueOf(uri.getScheme())) || !text.endsWith("/")) {
        throw new IllegalArgumentException(
            "a recording goes to a directory, or to file:///... or http://... that ends with /");
      }
      return new Recording(uri.toASCIIString());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("not an address: " + e.getReason(), e);
    }
  }

  /** The file of a recording that begins at {@code time}, which no other one of this device has. */
  synchronized String next(Instant time) {
    String name = "lanward-" + TIME.format(time);
    sameName = name.equals(lastName) ? sameName + 1 : 1;
    lastName = name;
    return into
        + (into.endsWith("/") ? "" : "/")
        + name
        + (sameName == 1 ? "" : "-" + sameName)
        + ".webm";
  }
}
