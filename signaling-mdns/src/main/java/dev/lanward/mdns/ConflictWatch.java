package dev.lanward.mdns;

import dev.lanward.core.Tick;
import java.net.InetAddress;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.xbill.DNS.Name;

/**
 * Notices when somebody else speaks for our names. RFC 6762 section 9 would have us give the name
 * up; but a random name cannot collide, so whoever has it is an impostor, and giving it up would be
 * to his liking. We say again what is true, which takes his answer out of caches, and tell.
 */
final class ConflictWatch {
  private final Zone zone;
  private final Links links;
  private final Announcer announcer;
  private final Deque<MdnsEvent> events;

  ConflictWatch(Zone zone, Links links, Announcer announcer, Deque<MdnsEvent> events) {
    this.zone = zone;
    this.links = links;
    this.announcer = announcer;
    this.events = events;
  }

  void handleResponse(Tick now, Arrival arrival, MdnsMessage response) {
    Set<UUID> told = new HashSet<>();
    for (Rr each : response.answers()) {
      Name name = each.record().getName();
      boolean foreign =
          !each.isGoodbye()
              && RecordAddress.of(each.record(), 0).filter(at -> !links.isOurs(at)).isPresent();
      if (foreign && zone.announced(now).contains(name)) {
        announcer.defend(now, name, arrival.linkIndex());
        InetAddress source = arrival.source().getAddress();
        HostName.parse(name)
            .filter(told::add)
            .ifPresent(host -> events.add(new MdnsEvent.HostConflict(host, source)));
      }
    }
  }
}
