package dev.lanward.pairing;

import dev.lanward.core.MalformedMessageException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A pairing link, {@code lanward:1?f=...} (protocol section 4.2): everything a page needs to knock
 * at a device that it has never met. Prints without its secret; {@link #text()} is for the QR code.
 *
 * @param fingerprint the device's
 * @param secret works once
 * @param host the device host
 * @param port the door's, 1 to 65535
 * @param addresses at most 8
 * @param name the device's name, for display only
 * @param type the device's type, for display only
 */
public record PairingLink(
    Fingerprint fingerprint,
    LinkSecret secret,
    UUID host,
    int port,
    List<InetAddress> addresses,
    Optional<String> name,
    Optional<String> type) {
  /** Greatest length of a link, in characters. */
  public static final int MAX_CHARS = 1024;

  /** Greatest number of addresses in a link or a message. */
  public static final int MAX_ADDRESSES = 8;

  /** The door's port where nothing else is said (protocol section 5). */
  public static final int DEFAULT_PORT = 47_470;

  public PairingLink {
    addresses = List.copyOf(addresses);
    name.ifPresent(Names::requireName);
    type.ifPresent(Names::requireType);
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("a port is 1 to 65535, not " + port);
    }
    if (addresses.size() > MAX_ADDRESSES) {
      throw new IllegalArgumentException("a link has at most 8 addresses, not " + addresses.size());
    }
    Uuids.requireVersion4(host);
  }

  /**
   * Reads a link as it stands, or a web address whose fragment is a link; white space around it is
   * ignored.
   */
  public static PairingLink parse(String text) throws MalformedMessageException {
    return PairingLinkReader.read(text);
  }

  /** The link: {@code lanward:1?...}. */
  public String text() {
    return PairingLinkWriter.write(this);
  }

  /**
   * The link as the fragment of the web address {@code page}, which may not have a fragment of its
   * own. A fragment never reaches a server.
   */
  public String textAt(String page) {
    if (page.indexOf('#') >= 0) {
      throw new IllegalArgumentException("the page's address has a fragment already");
    }
    return page + "#" + text();
  }

  @Override
  public String toString() {
    return "PairingLink[" + fingerprint + ", host " + host + ", secret and addresses REDACTED]";
  }
}
