package dev.lanward.mdns;

import dev.lanward.core.Bytes;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A service of another host, with all that is needed to speak to it. Everything here is what
 * somebody said: nothing is proven.
 *
 * @param instance its name and type
 * @param host the host name that it runs on, such as {@code <uuid>.local}
 * @param port its port
 * @param txt the data of its TXT record; {@link TxtStrings} and {@link Advert} read them
 * @param addresses the host's, at least one, link-local IPv6 with its scope; in no order that means
 *     anything
 * @param heard how it was heard on a link; empty when a name server told it
 */
public record FoundService(
    ServiceInstance instance,
    String host,
    int port,
    Bytes txt,
    List<InetAddress> addresses,
    Optional<Heard> heard) {

  /**
   * How a service was heard by multicast.
   *
   * @param neighbours those of its addresses that a neighbour can have, on a link on which they
   *     were told ({@link Link#mayBeNeighbour})
   * @param sources who has said where it runs: the senders of those datagrams, at most eight, and
   *     none where the driver does not know them. A host that speaks IPv4 and IPv6 is two of them
   */
  public record Heard(Set<InetAddress> neighbours, Set<InetAddress> sources) {
    public Heard {
      neighbours = Set.copyOf(neighbours);
      sources = Set.copyOf(sources);
    }
  }

  public FoundService {
    addresses = List.copyOf(addresses);
  }
}
