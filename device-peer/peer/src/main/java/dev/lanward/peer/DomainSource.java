package dev.lanward.peer;

import dev.lanward.mdns.Browse;
import dev.lanward.mdns.io.ServiceListener;
import dev.lanward.mdns.unicast.DnsDomain;
import dev.lanward.mdns.unicast.DnsServer;
import dev.lanward.mdns.unicast.UnicastEvent;
import dev.lanward.mdns.unicast.io.UnicastDns;
import java.io.IOException;
import java.util.Optional;

/** The adverts in a domain of ordinary DNS (protocol section 15). */
final class DomainSource implements AdvertSearch.Source {
  private final Engine engine;
  private final DnsDomain domain;
  private final DnsServer server;
  private volatile Optional<Problem> problem = Optional.empty();

  DomainSource(Engine engine, DnsDomain domain, DnsServer server) {
    this.engine = engine;
    this.domain = domain;
    this.server = server;
  }

  @Override
  public Runnable look(Browse browse, ServiceListener listener) {
    try {
      UnicastDns dns =
          UnicastDns.start(server, domain, Optional.empty(), event -> handle(event, listener));
      dns.browse(browse);
      // It waits for its thread, which the loop must not.
      return () -> engine.callbacks().run(dns::close);
    } catch (IOException e) {
      problem = Optional.of(new Problem("dns-failed", String.valueOf(e.getMessage())));
      return () -> {};
    }
  }

  /** Why the domain could not be looked through, if that is so. Any thread. */
  Optional<Problem> problem() {
    return problem;
  }

  private void handle(UnicastEvent event, ServiceListener listener) {
    if (event instanceof UnicastEvent.ServiceFound found) {
      listener.found(found.service());
    } else if (event instanceof UnicastEvent.ServiceLost lost) {
      listener.lost(lost.instance());
    } else if (event instanceof UnicastEvent.BrowseComplete) {
      problem = Optional.empty();
    } else if (event instanceof UnicastEvent.BrowseFailed failed) {
      problem = Optional.of(new Problem(failed.problem().code(), failed.problem().message()));
    }
  }
}
