package dev.lanward.peer;

import dev.lanward.mdns.Advert;
import dev.lanward.mdns.unicast.DnsDomain;
import dev.lanward.mdns.unicast.DnsServer;
import dev.lanward.mdns.unicast.TsigKey;
import dev.lanward.mdns.unicast.UnicastEvent;
import dev.lanward.mdns.unicast.io.UnicastDns;
import java.io.IOException;
import java.util.Optional;

/**
 * Keeps the device's advert in a domain of ordinary DNS (protocol section 15). Whether the server
 * answers or not, the device is none the slower.
 */
final class DomainAdvert implements AutoCloseable {
  private final Place place;
  private final Self self;
  private final Listeners listeners;
  private final Problems problems;
  private final UnicastDns dns;

  /** Where to, and by whose leave. */
  record Place(DnsDomain domain, DnsServer server, TsigKey key) {}

  private DomainAdvert(Place place, Self self, Listeners listeners, Problems problems)
      throws IOException {
    this.place = place;
    this.self = self;
    this.listeners = listeners;
    this.problems = problems;
    this.dns =
        UnicastDns.start(place.server(), place.domain(), Optional.of(place.key()), this::handle);
  }

  /** Starts; empty, with the problem reported, when the system does not let us. */
  static Optional<DomainAdvert> start(
      Place place, Self self, Listeners listeners, Problems problems) {
    try {
      return Optional.of(new DomainAdvert(place, self, listeners, problems));
    } catch (IOException e) {
      problems.report(
          "dns-failed", "This device cannot be told in " + place.domain() + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  /** Tells what is so now. Any thread; costs nothing when nothing has changed. */
  void refresh() {
    // Pairing by code needs the link that both are on: to a domain, pairing mode means nothing.
    dns.publish(
        Advertiser.service(self, Advert.PairingMode.CLOSED), self.description().get().addresses());
  }

  /** Takes it back, within about a second. */
  @Override
  public void close() {
    dns.close();
  }

  private void handle(UnicastEvent event) {
    if (event instanceof UnicastEvent.ServicePublished published) {
      listeners.registered(published.actual().name());
    } else if (event instanceof UnicastEvent.PublishFailed failed) {
      problems.report(
          failed.problem().code(),
          "Not told in "
              + place.domain()
              + ", tried again from time to time: "
              + failed.problem().message());
    }
  }
}
