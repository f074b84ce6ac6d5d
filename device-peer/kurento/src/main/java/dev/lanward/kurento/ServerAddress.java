package dev.lanward.kurento;

import dev.lanward.pairing.IpLiteral;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where a media server is. Its control port asks nobody who he is, so without TLS it is on this
 * machine alone.
 */
public final class ServerAddress {
  private final URI uri;
  private final InetAddress host;

  private ServerAddress(URI uri, InetAddress host) {
    this.uri = uri;
    this.host = host;
  }

  /**
   * {@code ws://127.0.0.1:8888/kurento}, or {@code wss://} with the IP address of any host. Names
   * would have to be looked up, which takes seconds where there is no Internet.
   *
   * @throws IllegalArgumentException when it is neither; says why, for people
   */
  public static ServerAddress parse(String text) {
    URI uri = uri(text);
    boolean isSecure = "wss".equals(uri.getScheme());
    if ((!isSecure && !"ws".equals(uri.getScheme())) || uri.getUserInfo() != null) {
      throw new IllegalArgumentException("a media server's address begins with ws:// or wss://");
    }
    InetAddress host = host(String.valueOf(uri.getHost()));
    if (!isSecure && !host.isLoopbackAddress()) {
      throw new IllegalArgumentException(
          "without TLS a media server is on this machine: ws://127.0.0.1:8888/kurento");
    }
    return new ServerAddress(uri, host);
  }

  URI uri() {
    return uri;
  }

  /** Whether it is reached by TLS. */
  public boolean isSecure() {
    return "wss".equals(uri.getScheme());
  }

  /** Whether it is on this machine. */
  public boolean isHere() {
    return host.isLoopbackAddress();
  }

  @Override
  public String toString() {
    return uri.toString();
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("not an address: " + e.getReason(), e);
    }
  }

  private static InetAddress host(String host) {
    String literal = host.equals("localhost") ? "127.0.0.1" : host.replaceAll("[\\[\\]]", "");
    return IpLiteral.parse(literal)
        .orElseThrow(
            () ->
                new IllegalArgumentException("a media server's host is an IP address, not a name"));
  }
}
