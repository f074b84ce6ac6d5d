package dev.lanward.mdns;

import dev.lanward.core.Tick;
import java.net.InetAddress;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;

/**
 * Notices when somebody else speaks for our names. RFC 6762 section 9 would have us give the name
 * up, and so we do with names that people chose; but a random name cannot collide, so whoever has
 * it is an impostor, and giving it up would be to his liking. We say again what is true, which
 * takes his answer out of caches, and tell.
 */
final class ConflictWatch {
  private final Zone zone;
  private final HostZone hosts;
  private final ServiceZone services;
  private final Links links;
  private final SentHistory history;
  private final Announcer announcer;
  private final Publisher publisher;
  private final Deque<MdnsEvent> events;

  ConflictWatch(
      Zone zone,
      HostZone hosts,
      ServiceZone services,
      Links links,
      SentHistory history,
      Announcer announcer,
      Publisher publisher,
      Deque<MdnsEvent> events) {
    this.zone = zone;
    this.hosts = hosts;
    this.services = services;
    this.links = links;
    this.history = history;
    this.announcer = announcer;
    this.publisher = publisher;
    this.events = events;
  }

  void handleResponse(Tick now, Arrival arrival, MdnsMessage response) {
    Set<UUID> told = new HashSet<>();
    Set<Name> contested = new HashSet<>();
    InetAddress source = arrival.source().getAddress();
    for (Rr each : response.answers()) {
      Name name = each.record().getName();
      if (isForeignAddress(each) && hosts.isAnnounced(now, name)) {
        announcer.defend(now, name, arrival.linkIndex());
        HostName.parse(name)
            .filter(told::add)
            .ifPresent(host -> events.add(new MdnsEvent.HostConflict(host, source)));
      }
      if (isForgetful(now, arrival, each)) {
        announcer.defend(now, subject(each.record()), arrival.linkIndex());
      }
      if (isForeignService(arrival, each) && contested.add(name)) {
        publisher.handleConflict(now, name, arrival.linkIndex(), source);
      }
    }
  }

  /** A record of ours that others are told to forget sooner than is right (section 6.6). */
  private boolean isForgetful(Tick now, Arrival arrival, Rr rr) {
    Name subject = subject(rr.record());
    if (!zone.isAnnounced(now, subject)) {
      return false;
    }
    return links.find(arrival.linkIndex()).stream()
        .flatMap(on -> zone.announcement(subject, on).stream())
        .anyMatch(
            ours ->
                ours.record().equals(rr.record())
                    && rr.record().getTTL() * 2 < ours.record().getTTL());
  }

  /** The instance that a pointer leads to, or the name itself. */
  private static Name subject(Record record) {
    return record instanceof PTRRecord ptr ? ptr.getTarget() : record.getName();
  }

  private boolean isForeignAddress(Rr rr) {
    return !rr.isGoodbye()
        && RecordAddress.of(rr.record(), 0).filter(at -> !links.isOurs(at)).isPresent();
  }

  /** Other data of a type that we have too, and not what we said ourselves before a change. */
  private boolean isForeignService(Arrival arrival, Rr rr) {
    if (rr.isGoodbye() || !services.isRevealed(rr.record().getName())) {
      return false;
    }
    Optional<Link> link = links.find(arrival.linkIndex());
    List<Record> ours =
        link.stream()
            .flatMap(on -> services.claims(rr.record().getName(), on).stream())
            .map(Rr::record)
            .toList();
    return ours.stream().anyMatch(each -> each.sameRRset(rr.record()))
        && ours.stream().noneMatch(rr.record()::equals)
        && links.all().stream()
            .flatMap(on -> Links.routes(on).stream())
            .noneMatch(route -> history.last(route, rr).isPresent());
  }
}
